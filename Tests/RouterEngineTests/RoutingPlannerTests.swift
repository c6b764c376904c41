import RouterCore
import RouterEngine
import RouterTesting
import RouterWire
import Testing

@Suite("What is tried, in which order")
struct RoutingPlannerTests {
    private static func plugin(_ members: String) -> String { #""plugins":[{"id":"auto-router",\#(members)}]"# }

    /// Everybody is called, and nobody answers.
    private func order(
        _ model: String, _ members: String = "", for caller: Caller = Caller(), candidates: [Candidate]? = nil,
        hasBundle: Bool = true
    ) async throws -> [String] {
        let client = ScriptedClient { _, _ in throw ScriptedClient.Failure() }
        let fixture = try EngineFixture(
            candidates: candidates, defaultCandidate: "strong", hasBundle: hasBundle, client: client)
        _ = try await fixture.ask(model, members, for: caller)
        return client.providers
    }

    private func exclusions(
        _ model: String, _ members: String = "", for caller: Caller = Caller(), candidates: [Candidate]? = nil,
        hasBundle: Bool = true
    ) async throws -> [String: [String]] {
        let fixture = try EngineFixture(
            candidates: candidates, hasBundle: hasBundle,
            client: ScriptedClient { _, _ in throw ScriptedClient.Failure() })
        let error = await #expect(throws: EngineError.self) { try await fixture.ask(model, members, for: caller) }
        #expect(error?.code == .noEligibleCandidate && fixture.store.entries.isEmpty)
        let pairs = error?.exclusions.map { ($0.candidate.rawValue, $0.codes.map(\.rawValue)) } ?? []
        return Dictionary(pairs) { first, second in first + ["again"] + second }
    }

    private static let limited = [
        SmallModel.candidate("strong", usdPerMillion: 1, capabilities: [], provider: "strong"),
        SmallModel.candidate("middle", usdPerMillion: 1, context: 1000, provider: "middle"),
        SmallModel.candidate("weak", usdPerMillion: 0, provider: "weak"),
    ]

    @Test(
        "names, lists and auto are tried in the order in which they are given, each candidate once",
        arguments: [
            ("auto", "", ["strong", "middle", "weak"]), ("weak", "", ["weak"]),
            ("weak", #""models":["weak","strong"]"#, ["weak", "strong"]),
            ("weak", #""models":["auto"]"#, ["weak", "strong", "middle"]),
            ("auto", #""models":["weak"]"#, ["strong", "weak"]),
            ("auto", #""models":["weak","auto:floor"]"#, ["strong", "weak", "middle"]),
            ("nobody", #""models":["auto"]"#, ["strong", "middle", "weak"]),
            ("nobody", #""models":["gone","weak","also/gone"]"#, ["weak"]),
            ("auto", #""models":["nobody"]"#, ["strong", "middle", "weak"]),
            ("weak", #""models":["weak:nitro","middle"]"#, ["weak", "middle"]),
        ] as [(String, String, [String])], [true, false])
    func orders(names: (model: String, members: String, expected: [String]), hasBundle: Bool) async throws {
        let tried = try await order(names.model, names.members, hasBundle: hasBundle)
        #expect(tried == names.expected)
    }

    @Test("if no name of the list means anything, the first one is named")
    func allUnknown() async throws {
        let fixture = try EngineFixture(client: ScriptedClient { _, _ in throw ScriptedClient.Failure() })
        let error = await #expect(throws: EngineError.self) {
            try await fixture.ask("gone/a", #""models":["gone/b"]"#)
        }
        #expect(error?.code == .unknownModel && error?.description.contains("'gone/a'") == true)
        #expect(error?.exclusions.isEmpty == true)
    }

    @Test("a named candidate that cannot serve the request is skipped", arguments: [true, false])
    func skipsUnable(hasBundle: Bool) async throws {
        let tools = #""tools":[{"type":"function","function":{"name":"f"}}],"max_tokens":5000"#
        let tried = try await order(
            "strong", tools + #","models":["middle","weak"]"#, candidates: Self.limited, hasBundle: hasBundle)
        #expect(tried == ["weak"])
        let excluded = try await exclusions(
            "strong", tools + #","models":["middle","nobody"]"#, candidates: Self.limited, hasBundle: hasBundle)
        #expect(excluded == ["strong": ["capability:tools"], "middle": ["context_length"]])
    }

    @Test("patterns and cost tiers of the plugin bind the router's choice and no named model")
    func pluginBindsAuto() async throws {
        let plugin = Self.plugin(#""excluded_models":["strong","weak"],"allowed_models":["m*","s*"]"#)
        #expect(try await order("auto", plugin) == ["middle"])
        #expect(try await order("weak", plugin) == ["weak"])
        #expect(try await order("auto", plugin + #","models":["weak","strong"]"#) == ["middle", "weak", "strong"])
        #expect(try await order("weak", plugin + #","models":["auto"]"#) == ["weak", "middle"])
        let tier = Self.plugin(#""cost_tier":"low""#)
        #expect(try await order("strong", tier, candidates: Self.limited) == ["strong"])
    }

    @Test("auto that leaves nobody is skipped like an unknown name, wherever it stands", arguments: [true, false])
    func emptyAuto(hasBundle: Bool) async throws {
        let plugin = Self.plugin(#""excluded_models":["*"]"#)
        #expect(try await order("auto", plugin + #","models":["weak"]"#, hasBundle: hasBundle) == ["weak"])
        #expect(
            try await order("weak", plugin + #","models":["auto","middle"]"#, hasBundle: hasBundle)
                == ["weak", "middle"])
        let excluded = try await exclusions("auto", plugin, hasBundle: hasBundle)
        #expect(
            excluded == ["strong": ["excluded_models"], "middle": ["excluded_models"], "weak": ["excluded_models"]])
    }

    @Test("a variant binds the name that it stands behind, and no other of the list")
    func variantsBindTheirName() async throws {
        #expect(
            try await order("strong:free", #""models":["strong","weak"]"#, candidates: Self.limited)
                == ["strong", "weak"])
        #expect(
            try await order("auto:free", #""models":["strong"]"#, candidates: Self.limited) == ["weak", "strong"])
        #expect(try await order("weak", #""models":["strong:free"]"#, candidates: Self.limited) == ["weak"])
    }

    @Test("a key's permissions bind all: the router's choice, named models and fallbacks", arguments: [true, false])
    func permissions(hasBundle: Bool) async throws {
        let caller = Caller(permitted: [try CandidatePattern("w*")])
        #expect(try await order("auto", for: caller, hasBundle: hasBundle) == ["weak"])
        #expect(
            try await order("strong", #""models":["weak","middle"]"#, for: caller, hasBundle: hasBundle) == ["weak"])
        #expect(
            try await order("weak", #""models":["strong"]"#, for: caller, hasBundle: hasBundle) == ["weak"])
        let excluded = try await exclusions(
            "strong", #""models":["middle"]"#, for: caller, hasBundle: hasBundle)
        #expect(excluded == ["strong": ["key_permissions"], "middle": ["key_permissions"]])
    }

    @Test("provider preferences bind named models too")
    func providers() async throws {
        let ignore = #""provider":{"ignore":["strong"]}"#
        #expect(try await exclusions("strong", ignore) == ["strong": ["ignored_providers"]])
        #expect(try await order("strong", ignore + #","models":["weak"]"#) == ["weak"])
        #expect(try await order("auto", #""provider":{"order":["weak"]}"#) == ["weak", "strong", "middle"])
        #expect(
            try await order("auto", #""provider":{"order":["weak","middle"],"allow_fallbacks":false}"#)
                == ["weak", "middle"])
        #expect(try await order("auto", #""provider":{"allow_fallbacks":false}"#) == ["strong"])
    }

    @Test("who is only unwell comes last where the client has named it, and is left out of the router's ranking")
    func unwell() async throws {
        let client = ScriptedClient { _, _ in throw ScriptedClient.Failure() }
        let fixture = try EngineFixture(client: client)
        let health = fixture.services.health
        health.report(try #require(health.admit(0)), .rateLimited(retryAfter: .seconds(60)))
        _ = try await fixture.ask("strong", #""models":["weak"]"#)
        #expect(client.providers == ["weak"])
        let decision = try fixture.engine.decide(
            ChatRequest(body: Array(EngineFixture.body().utf8)), for: Caller())
        #expect(decision.choice == "middle" && decision.fallbackOrder == ["middle", "weak"])
        #expect(decision.candidates[0].excludedBy == [.unhealthy])
    }

    @Test("what only Anthropic's own API can say goes to nobody who lacks it")
    func untranslatable() async throws {
        let chat = SmallModel.candidate("strong", usdPerMillion: 1, provider: "strong")
        let messages = Candidate(
            id: "weak", provider: "weak", upstreamModel: "w", apis: [.messages])
        let body =
            #"{"model":"auto","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}]}"#
        func ask(_ candidates: [Candidate]) async throws -> [String] {
            let client = ScriptedClient { _, _ in throw ScriptedClient.Failure() }
            let fixture = try EngineFixture(candidates: candidates, client: client)
            _ = try await fixture.engine.answer(MessagesRequest(body: Array(body.utf8)), for: Caller())
            return client.providers
        }
        #expect(try await ask([chat, messages]) == ["weak"])
        let error = await #expect(throws: EngineError.self) { try await ask([chat]) }
        #expect(error?.exclusions.map(\.codes) == [[.lacks(.messages)]])
    }
}
