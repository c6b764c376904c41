import RouterCore
import RouterEngine
import RouterTesting
import RouterWire
import Testing

@Suite("Routing engine")
struct RoutingEngineTests {
    private let body = #"{"model":"auto","messages":[{"role":"user","content":"Hi"}],"x":1.10}"#

    @Test("a good reply comes back under the candidate's and the decision's name, and is logged with tokens and cost")
    func goodReply() async throws {
        let fixture = try EngineFixture([
            "strong": .chatCompletion(content: "Yes", promptTokens: 1000, completionTokens: 500)
        ])
        let reply = try await fixture.answer(body)
        let root = try JSONDocument(text: try await EngineFixture.text(reply)).root
        #expect(reply.status == 200 && reply.candidate == "strong" && reply.attemptCount == 1)
        #expect(root["model"]?.string == "strong" && root["id"]?.string == reply.decision.id)
        let records = fixture.store.records
        #expect(records.decisions.map(\.choice) == ["strong"])
        #expect(records.attempts.count == 1 && records.attempts[0].failure == nil)
        #expect(records.attempts[0].costUSD == 0.0015)
        #expect(records.outcomes.map(\.value) == [1])
        let sent = try #require(fixture.upstreams["strong"]?.requests.first)
        #expect(sent.bodyText == body.replacing(#""auto""#, with: #""upstream-strong""#))
        #expect(sent.header("authorization") == "Bearer key-of-strong")
        #expect(sent.path == "/v1/chat/completions")
    }

    @Test(
        "whatever goes wrong before the first content, the next candidate answers",
        arguments: [
            ("upstream_status", ScriptedReply.chatError(500)),
            ("upstream_status", .chatError(429, retryAfterSeconds: 1)),
            ("upstream_status", .reply(400, text: "{}")), ("bad_reply", .reply(text: "{\"choices\"")),
            ("bad_reply", .reply(text: "<html>", type: "text/html")),
            ("upstream_error", .reply(text: #"{"error":"x"}"#)), ("bad_reply", .reply(text: #"{"choices":[]}"#)),
            ("upstream_error", .reply(text: #"{"choices":[{"finish_reason":"error"}]}"#)),
            ("upstream_status", .reply(302, headers: [("Location", "http://127.0.0.1/")])),
            ("cut_off", .cut(sending: Array(#"{"choices":[]"#.utf8), of: 1000)), ("connection_failed", nil),
        ] as [(String, ScriptedReply?)])
    func fallsBack(failure: String, script: ScriptedReply?) async throws {
        var scripts = ["middle": ScriptedReply.chatCompletion()]
        scripts["strong"] = script
        let fixture = try EngineFixture(scripts)
        let reply = try await fixture.answer(body)
        #expect(reply.candidate == "middle" && reply.status == 200 && reply.attemptCount == 2)
        let attempts = fixture.store.records.attempts
        #expect(attempts.map(\.candidate) == ["strong", "middle"])
        #expect(attempts.map(\.failure) == [failure, nil])
        #expect(fixture.store.records.outcomes.map(\.value) == [1])
    }

    @Test(
        "a stream that fails before its first content falls back",
        arguments: [
            ScriptedReply.chatError(503), .chatStream(pieces: [], isDone: false),
            .reply(text: "data: {\"error\":{\"message\":\"no\"}}\n\n", type: "text/event-stream"),
            .reply(text: "data: not json\n\n", type: "text/event-stream"),
            .reply(text: ": nothing but comments\n\n", type: "text/event-stream"),
        ])
    func streamFallsBack(script: ScriptedReply) async throws {
        let fixture = try EngineFixture(["strong": script, "middle": .chatStream(pieces: ["Hel", "lo"])])
        let reply = try await fixture.answer(
            #"{"model":"auto","stream":true,"messages":[{"role":"user","content":"Hi"}]}"#)
        let text = try await EngineFixture.text(reply)
        #expect(reply.candidate == "middle")
        #expect(text.contains(#""content":"Hel""#) && text.hasSuffix("data: [DONE]\n\n"))
        #expect(!text.contains("upstream-") && !text.contains("chatcmpl-fake"))
        #expect(fixture.store.records.attempts.map { $0.failure == nil } == [false, true])
    }

    @Test("token counts reach the log always, and the client's stream only if it asks", arguments: [true, false])
    func streamUsage(isWanted: Bool) async throws {
        let fixture = try EngineFixture(["strong": .chatStream(promptTokens: 11, completionTokens: 2)])
        let options = isWanted ? #""stream_options":{"include_usage":true},"# : ""
        let reply = try await fixture.answer(
            #"{"model":"auto","stream":true,\#(options)"messages":[{"role":"user","content":"Hi"}]}"#)
        let text = try await EngineFixture.text(reply)
        #expect(text.contains(#""choices":[],"usage":{"prompt_tokens":11"#) == isWanted)
        #expect(fixture.store.records.attempts[0].usage.promptTokens == 11)
        #expect(fixture.store.records.attempts[0].finishReason == "stop")
        let sent = try #require(fixture.upstreams["strong"]?.requests.first)
        #expect(sent.bodyText.contains(#""include_usage":true"#))
    }

    @Test("a stream that breaks off after content ends with one error chunk and is logged as a failure")
    func brokenStream() async throws {
        let fixture = try EngineFixture(["strong": .chatStream(pieces: ["Hel"], isDone: false)])
        let reply = try await fixture.answer(
            #"{"model":"auto","stream":true,"messages":[{"role":"user","content":"Hi"}]}"#)
        let text = try await EngineFixture.text(reply)
        #expect(text.ranges(of: #""finish_reason":"error""#).count == 1)
        #expect(text.hasSuffix("data: [DONE]\n\n"))
        #expect(fixture.store.records.attempts.map(\.failure) == ["cut_off"])
        #expect(fixture.store.records.outcomes.map(\.value) == [0])
    }

    @Test("an error event before content comes back as the upstream put it, with its own code as the status")
    func errorEvent() async throws {
        let event = #"data: {"error":{"code":429,"message":"slow down"}}"# + "\n\n"
        let fixture = try EngineFixture(["strong": .reply(text: event, type: "text/event-stream")])
        let reply = try await fixture.answer(
            #"{"model":"strong","stream":true,"messages":[{"role":"user","content":"Hi"}]}"#)
        #expect(reply.status == 429)
        let text = try await EngineFixture.text(reply)
        #expect(text == #"{"error":{"code":429,"message":"slow down"}}"#)
    }

    @Test("auto behind a named model means the router's own ranking")
    func autoAsFallback() async throws {
        let fixture = try EngineFixture(["weak": .chatError(500), "strong": .chatCompletion()])
        let reply = try await fixture.answer(
            #"{"model":"weak","models":["auto"],"messages":[{"role":"user","content":"Hi"}]}"#)
        #expect(reply.candidate == "strong" && reply.attemptCount == 2)
    }

    @Test("a stream that breaks off is written down even if its client has gone by then")
    func brokenAndGone() async throws {
        struct Gone: Error {}
        let fixture = try EngineFixture(["strong": .chatStream(pieces: ["Hel"], isDone: false)])
        let reply = try await fixture.answer(
            #"{"model":"auto","stream":true,"messages":[{"role":"user","content":"Hi"}]}"#)
        guard case .stream(let stream) = reply.body else { throw Gone() }
        await #expect(throws: Gone.self) {
            try await stream.relay { if String(decoding: $0, as: UTF8.self).contains("provider_code") { throw Gone() } }
        }
        #expect(fixture.store.records.attempts.map(\.failure) == ["cut_off"])
        #expect(fixture.store.records.outcomes.map(\.value) == [0])
    }

    @Test("if all fail, the last error comes back as it was")
    func lastError() async throws {
        let last = ScriptedReply.reply(418, headers: [("Retry-After", "7")], text: #"{"error":{"message":"teapot"}}"#)
        let fixture = try EngineFixture(["strong": .chatError(500), "middle": .chatError(500), "weak": last])
        let reply = try await fixture.answer(body)
        #expect(reply.status == 418 && reply.attemptCount == 3)
        #expect(try await EngineFixture.text(reply) == #"{"error":{"message":"teapot"}}"#)
        #expect(reply.headers.contains { $0.name == "retry-after" && $0.value == "7" })
        #expect(fixture.store.records.outcomes.map(\.value) == [0])
    }

    @Test("the client's own list is the order of fallbacks, and unknown names in it are passed over")
    func ownFallbacks() async throws {
        let fixture = try EngineFixture(["weak": .chatCompletion()])
        let reply = try await fixture.answer(
            #"{"model":"strong","models":["nobody/knows","weak"],"messages":[{"role":"user","content":"Hi"}]}"#)
        #expect(reply.candidate == "weak" && reply.attemptCount == 2)
        #expect(reply.decision.policy == "named" && reply.decision.choice == "strong")
        let first = try await fixture.answer(
            #"{"models":["nobody/knows","weak"],"messages":[{"role":"user","content":"Hi"}]}"#)
        #expect(first.candidate == "weak" && first.attemptCount == 1)
    }

    @Test("a named candidate without a list has no fallback")
    func namedAlone() async throws {
        let fixture = try EngineFixture(["strong": .chatError(500), "weak": .chatCompletion()])
        let reply = try await fixture.answer(#"{"model":"strong","messages":[{"role":"user","content":"Hi"}]}"#)
        #expect(reply.status == 500 && reply.attemptCount == 1)
    }

    @Test("an unknown model is an error, and nothing is sent or logged")
    func unknownModel() async throws {
        let fixture = try EngineFixture(["strong": .chatCompletion()])
        let error = await #expect(throws: EngineError.self) {
            try await fixture.answer(#"{"model":"gone","messages":[{"role":"user","content":"Hi"}]}"#)
        }
        #expect(error?.code == .unknownModel)
        #expect(fixture.store.entries.isEmpty)
    }

    @Test("a time limit is a 504 and the failure says so")
    func timeout() async throws {
        let fixture = try EngineFixture(
            ["strong": ScriptedReply([.hang])], timeouts: UpstreamTimeouts(firstByte: .milliseconds(50)))
        let reply = try await fixture.answer(#"{"model":"strong","messages":[{"role":"user","content":"Hi"}]}"#)
        #expect(reply.status == 504)
        #expect(fixture.store.records.attempts.map(\.failure) == ["timed_out"])
    }

    @Test("without a bundle the default candidate answers, the others stand by, and the decision says why")
    func degraded() async throws {
        let fixture = try EngineFixture(["middle": .chatError(500), "weak": .chatCompletion()], hasBundle: false)
        let reply = try await fixture.answer(body)
        #expect(reply.decision.choice == "middle" && reply.decision.degradedBy != nil)
        #expect(reply.candidate == "weak")
    }

    @Test("a client that goes away in the middle of a stream is written down as gone")
    func clientGone() async throws {
        struct Gone: Error {}
        let (open, closed) = (Gate(), Gate())
        open.open()
        defer { closed.open() }
        let fixture = try EngineFixture(["strong": .chatStream(pieces: ["a", "b"], gates: [open, closed])])
        let reply = try await fixture.answer(
            #"{"model":"auto","stream":true,"messages":[{"role":"user","content":"Hi"}]}"#)
        guard case .stream(let stream) = reply.body else { throw Gone() }
        await #expect(throws: Gone.self) { try await stream.relay { _ in throw Gone() } }
        #expect(fixture.store.records.attempts.map(\.failure) == ["client_gone"])
    }
}
