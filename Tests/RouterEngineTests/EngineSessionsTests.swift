import RouterCore
import RouterEngine
import RouterTesting
import RouterWire
import Testing

@Suite("Conversations that stick")
struct EngineSessionsTests {
    /// Two candidates that are worth the same: without a session the first one answers.
    private func fixture(cachedTokens: Int? = nil, cacheRead: Double? = 0.1) throws -> EngineFixture {
        let details = cachedTokens.map { #","prompt_tokens_details":{"cached_tokens":\#($0)}"# } ?? ""
        let reply = ScriptedReply.reply(
            text: #"{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"#
                + #""usage":{"prompt_tokens":2000,"completion_tokens":1\#(details)}}"#)
        let price = Price(promptUSDPerMillion: 1, completionUSDPerMillion: 1, cacheReadUSDPerMillion: cacheRead)
        let candidates = ["first", "second"].map {
            Candidate(id: CandidateID($0), provider: $0, upstreamModel: $0, price: price, like: "strong")
        }
        return try EngineFixture(["first": reply, "second": reply], candidates: candidates)
    }

    private func choice(_ fixture: EngineFixture, _ members: String = "", for caller: Caller = Caller()) async throws
        -> RoutingDecision
    {
        try await fixture.ask("auto", members, for: caller).decision
    }

    private static let session = #""session_id":"conversation""#

    @Test("a named conversation stays with who has answered it, without any cache")
    func explicit() async throws {
        let fixture = try fixture()
        #expect(try await choice(fixture, Self.session).choice == "first")
        _ = try await fixture.ask("second", Self.session)
        let decision = try await choice(fixture, Self.session)
        #expect(decision.choice == "second" && decision.policy == "sticky" && decision.fallbackOrder.count == 2)
        #expect(try await choice(fixture, #""session_id":"other""#).choice == "first")
        #expect(try await choice(fixture).choice == "first")
    }

    @Test("a failed reply leaves no trace")
    func failure() async throws {
        let fixture = try EngineFixture(["strong": .chatCompletion(), "middle": .chatError(500)])
        _ = try await fixture.ask("middle", Self.session)
        #expect(fixture.services.sessions?.count == 0)
    }

    @Test("a guessed conversation sticks only after its prompt was seen to be read from a cheaper cache")
    func implicit() async throws {
        for (cachedTokens, cacheRead, expected) in [
            (nil, 0.1, "first"), (0, 0.1, "first"), (1000, 1, "first"), (1000, nil, "first"), (1000, 0.1, "second"),
        ] as [(Int?, Double?, CandidateID)] {
            let fixture = try fixture(cachedTokens: cachedTokens, cacheRead: cacheRead)
            _ = try await fixture.ask("second")
            #expect(try await choice(fixture).choice == expected)
        }
    }

    @Test("whoever else answers is charged what the cache is worth")
    func switchCost() async throws {
        let fixture = try fixture(cachedTokens: 1000)
        _ = try await fixture.ask("second", Self.session)
        let decision = try await choice(fixture, Self.session)
        // The upstream counts what it read alone, so it is taken to hold the whole prompt: 2000 tokens at 0.9 USD a million.
        #expect(decision.candidates.map { $0.switchCostUSD.map { ($0 * 1e9).rounded() } } == [1_800_000, nil])
    }

    @Test("a conversation of one key is not met by another, nor by nobody's")
    func keys() async throws {
        let fixture = try fixture()
        _ = try await fixture.ask("second", Self.session, for: Caller(keyName: "a"))
        #expect(try await choice(fixture, Self.session, for: Caller(keyName: "b")).choice == "first")
        #expect(try await choice(fixture, Self.session).choice == "first")
        #expect(try await choice(fixture, Self.session, for: Caller(keyName: "a")).choice == "second")
    }

    @Test("a conversation goes on without its candidate where that may not serve it")
    func constraints() async throws {
        let fixture = try fixture()
        _ = try await fixture.ask("second", Self.session)
        let without = #","plugins":[{"id":"auto-router","excluded_models":["second"]}]"#
        #expect(try await choice(fixture, Self.session + without).choice == "first")
        let key = Caller(permitted: [try CandidatePattern("first")])
        #expect(try await choice(fixture, Self.session, for: key).choice == "first")
        // Who puts providers in order wants that order for each request.
        #expect(try await choice(fixture, Self.session + #","provider":{"order":["first"]}"#).choice == "first")
    }

    @Test("pin_model keeps the model of the last reply, whatever it is worth, as long as it can serve")
    func pin() async throws {
        let fixture = try EngineFixture(["strong": .chatCompletion(), "weak": .chatCompletion()])
        func ask(_ model: String, pins: Bool = true, excluded: String = "") async throws -> RoutingDecision {
            let plugin = #"{"id":"auto-router","pin_model":\#(pins),"excluded_models":[\#(excluded)]}"#
            return try await fixture.answer(
                #"{"model":"auto","plugins":[\#(plugin)],"messages":[{"role":"user","content":"a"},"#
                    + #"{"role":"assistant","content":"b","model":"\#(model)"},{"role":"user","content":"c"}]}"#
            ).decision
        }
        let pinned = try await ask("weak")
        #expect(pinned.choice == "weak" && pinned.policy == "pinned" && pinned.propensity == .certain)
        #expect(pinned.fallbackOrder == ["weak", "strong", "middle"])
        #expect(try await ask("weak", pins: false).choice == "strong")
        #expect(try await ask("weak", excluded: #""weak""#).choice == "strong")
        #expect(try await ask("gone/model").choice == "strong")
    }
}
