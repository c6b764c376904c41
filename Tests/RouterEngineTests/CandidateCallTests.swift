import Foundation
import RouterCore
import RouterEngine
import RouterTesting
import RouterWire
import Testing

@Suite("One call of a candidate", .timeLimit(.minutes(5)))
struct CandidateCallTests {
    private static func completion(_ choice: String, usage: String) -> ScriptedReply {
        .reply(text: #"{"choices":[{"index":0,\#(choice)}],"usage":\#(usage)}"#)
    }

    private static let message = #""message":{"role":"assistant","content":"Hi"},"finish_reason":"stop""#

    @Test(
        "a reply is billed by the upstream's own figure, by its counts, or not at all",
        arguments: [
            (message, #"{"prompt_tokens":1000,"completion_tokens":500}"#, 0.002),
            (message, #"{"prompt_tokens":1000,"completion_tokens":500,"cost":0.5}"#, 0.5),
            (message, #"{"prompt_tokens":1000,"completion_tokens":500,"cost":0}"#, 0),
            (message, #"{"prompt_tokens":1000}"#, nil), (message, "{}", nil),
            (
                message,
                #"{"prompt_tokens":1000,"completion_tokens":0,"prompt_tokens_details":{"cached_tokens":1000}}"#, 0.0001
            ),
            (
                #""message":{"role":"assistant","content":""},"finish_reason":null"#,
                #"{"prompt_tokens":1000,"completion_tokens":0,"cost":0.5}"#, 0
            ),
        ] as [(String, String, Double?)])
    func costs(choice: String, usage: String, expected: Double?) async throws {
        let price = Price(promptUSDPerMillion: 1, completionUSDPerMillion: 2, cacheReadUSDPerMillion: 0.1)
        let candidate = Candidate(id: "strong", provider: "strong", upstreamModel: "s", price: price)
        let fixture = try EngineFixture(
            ["strong": Self.completion(choice, usage: usage)], candidates: [candidate])
        _ = try await fixture.ask(for: Caller(keyName: "k"))
        let cost = fixture.store.records.attempts.first?.costUSD
        #expect(cost.map { ($0 * 1e9).rounded() } == expected.map { ($0 * 1e9).rounded() })
        #expect(fixture.services.spend.spent(.total, now: .now).dayUSD == cost ?? 0)
        #expect(fixture.services.spend.spent(.clientKey("k"), now: .now).monthUSD == cost ?? 0)
        #expect(fixture.services.spend.spent(.clientKey("other"), now: .now).monthUSD == 0)
    }

    @Test(
        "the key is refused, the route is gone, the page is HTML: the client gets status and body, and never the key",
        arguments: [401, 403, 404, 429, 500, 503, 529])
    func upstreamErrors(status: Int) async throws {
        let page = ScriptedReply.reply(status, text: "<html>no</html>", type: "text/html")
        let fixture = try EngineFixture(["strong": page])
        let reply = try await fixture.ask("strong")
        #expect(reply.status == status)
        let text = try await EngineFixture.text(reply)
        let error = try #require(try JSONDocument(text: text).root["error"])
        #expect(error["message"]?.string == "The upstream 'strong' answered with status \(status)")
        #expect(!text.contains("key-of-strong") && !text.contains("html"))
    }

    @Test("a key that an upstream repeats in its error does not reach the client")
    func repeatedKey() async throws {
        let error = #"{"error":{"code":401,"message":"no such key: key-of-strong, key-of-strong"}}"#
        for script in [
            ScriptedReply.reply(401, text: error), .reply(text: error),
            .reply(text: "data: \(error)\n\n", type: "text/event-stream"),
        ] {
            let fixture = try EngineFixture(["strong": script])
            for members in ["", #""stream":true"#] {
                let text = try await EngineFixture.text(fixture.ask("strong", members))
                #expect(!text.contains("key-of-strong"))
                #expect(text.ranges(of: "<redacted>").count == (text.contains("no such key") ? 2 : 0))
            }
        }
    }

    @Test("a redirect is not followed and not handed on")
    func redirect() async throws {
        let target = try FakeUpstream(always: .chatCompletion())
        defer { target.stop() }
        let fixture = try EngineFixture(["strong": .reply(307, headers: [("Location", target.url("/v1/x"))])])
        let reply = try await fixture.ask("strong")
        #expect(reply.status == 502 && reply.headers.isEmpty && target.counters.acceptedConnections == 0)
    }

    @Test("an error inside of a good status comes back as the upstream put it, with its own code as the status")
    func errorInside() async throws {
        let fixture = try EngineFixture([
            "strong": .reply(text: #"{"error":{"code":402,"message":"empty"}}"#),
            "middle": .reply(text: #"{"error":{"code":"x","message":"odd"}}"#),
        ])
        #expect(try await fixture.ask("strong").status == 402)
        let odd = try await fixture.ask("middle")
        #expect(odd.status == 502)
        #expect(try await EngineFixture.text(odd) == #"{"error":{"code":"x","message":"odd"}}"#)
    }

    @Test("of the upstream's header fields, those on limits and pauses reach the client")
    func headers() async throws {
        let fields = [
            ("X-RateLimit-Remaining-Requests", "7"), ("OpenAI-Processing-Ms", "12"), ("Set-Cookie", "a=b"),
            ("Server", "x"), ("Retry-After", "1"),
        ]
        let good = ScriptedReply.reply(headers: fields, text: #"{"choices":[{\#(Self.message)}]}"#)
        let fixture = try EngineFixture(["strong": good, "middle": .reply(500, headers: fields, text: "{}")])
        for model in ["strong", "middle"] {
            let names = try await fixture.ask(model).headers.map(\.name)
            #expect(names == ["x-ratelimit-remaining-requests", "openai-processing-ms", "retry-after"])
        }
    }

    @Test("a client that goes away before the reply ends the call, and its attempt says so")
    func clientGone() async throws {
        let fixture = try EngineFixture(["strong": ScriptedReply([.hang])])
        let upstream = try #require(fixture.upstreams["strong"])
        let task = Task { try await fixture.ask() }
        await upstream.until { $0.requests == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await upstream.until { $0.connectionsClosedByPeer == 1 }
        #expect(fixture.store.records.attempts.map(\.failure) == ["client_gone"])
        #expect(
            try fixture.metrics().value(
                "autorouter_attempts_total", ["model": "strong", "result": "abandoned"]) == 1)
    }

    @Test("a stream that gives way to another candidate leaves no connection behind")
    func closesAbandonedStreams() async throws {
        let event = Array("data: {\"error\":{\"message\":\"no\"}}\n\n".utf8)
        let stuck = ScriptedReply.chunked(
            headers: [("Content-Type", "text/event-stream")], steps: [.send(event), .hang])
        let fixture = try EngineFixture(["strong": stuck, "middle": .chatStream()])
        let reply = try await fixture.ask("auto", #""stream":true"#)
        #expect(reply.candidate == "middle")
        await fixture.upstreams["strong"]?.until { $0.connectionsClosedByPeer == 1 }
        #expect(fixture.upstreams["strong"]?.counters.openConnections == 0)
    }

    @Test("what was asked for is in the log: API, model, session and key")
    func context() async throws {
        let fixture = try EngineFixture(["strong": .chatCompletion(), "middle": .chatCompletion()])
        _ = try await fixture.ask("middle", #""session_id":"s-1""#, for: Caller(keyName: "team"))
        _ = try await fixture.ask("auto")
        let contexts = fixture.store.records.contexts
        #expect(contexts.map(\.requestedModel) == ["middle", "auto"] && contexts.map(\.clientKey) == ["team", nil])
        // A guessed session is a hash of the prompt, and is not written down.
        #expect(
            contexts.map(\.session) == ["s-1", nil] && contexts.map(\.api) == [.chatCompletions, .chatCompletions])
        #expect(contexts.map(\.prompt) == [nil, nil] && contexts.map(\.isStreamed) == [false, false])
    }

    @Test("decisions, calls, tokens, costs and fallbacks are counted")
    func metrics() async throws {
        let fixture = try EngineFixture([
            "strong": .chatError(500), "middle": .chatCompletion(promptTokens: 1000, completionTokens: 500),
        ])
        _ = try await fixture.ask()
        let metrics = try fixture.metrics()
        #expect(metrics.value("autorouter_decisions_total", ["model": "strong", "policy": "greedy"]) == 1)
        #expect(metrics.value("autorouter_attempts_total", ["model": "strong", "result": "server_fault"]) == 1)
        #expect(metrics.value("autorouter_attempts_total", ["model": "middle", "result": "success"]) == 1)
        #expect(metrics.value("autorouter_answers_total", ["model": "middle"]) == 1)
        #expect(metrics.value("autorouter_fallbacks_total", ["model": "middle"]) == 1)
        #expect(metrics.value("autorouter_fallbacks_total", ["model": "strong"]) == nil)
        #expect(metrics.value("autorouter_tokens_total", ["model": "middle", "kind": "prompt"]) == 1000)
        #expect(metrics.value("autorouter_cost_usd_total", ["model": "middle"]) == 0.0015)
    }
}
