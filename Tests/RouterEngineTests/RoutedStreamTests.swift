import Foundation
import RouterCore
import RouterEngine
import RouterTesting
import RouterWire
import Testing

@Suite("Streams", .timeLimit(.minutes(5)))
struct RoutedStreamTests {
    struct Gone: Error {}

    /// The data of every event.
    private static func data(_ text: String) -> [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
    }

    private static func events(_ texts: [String]) -> ScriptedReply {
        .reply(text: texts.map { "data: \($0)\n\n" }.joined(), type: "text/event-stream")
    }

    private static func chunk(_ delta: String, finish: String = "null") -> String {
        #"{"choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]}"#
    }

    private static let content = chunk(#"{"content":"Hel"}"#)
    private static let stop = chunk("{}", finish: #""stop""#)
    private static let usage = #"{"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":500}}"#

    /// A stream whose content has arrived, and what follows in another piece.
    private static func split(_ rest: [String], isComplete: Bool = true, gate: Gate) -> ScriptedReply {
        let sent = rest.map { ScriptedReply.Step.send(Array("data: \($0)\n\n".utf8)) }
        let reply = ScriptedReply.chunked(
            headers: [("Content-Type", "text/event-stream")],
            steps: [.send(Array("data: \(content)\n\n".utf8)), .wait(gate)] + sent, isComplete: isComplete)
        return isComplete ? reply : reply.then(.close)
    }

    private func relay(_ fixture: EngineFixture, opening gate: Gate) async throws -> [String] {
        let reply = try await fixture.ask("auto", #""stream":true"#)
        guard case .stream(let stream) = reply.body else { throw Gone() }
        var text = ""
        try await stream.relay {
            text += String(decoding: $0, as: UTF8.self)
            gate.open()
        }
        return Self.data(text)
    }

    @Test(
        "what fails after content ends with one error chunk, is no success, and does not fall back",
        arguments: [
            ([], false, "cut_off", 502, CallResult.Kind.unreachable),
            ([#"{"error":{"code":429,"message":"key-of-strong"}}"#], true, "upstream_error", 429, .serverFault),
            ([chunk("{}", finish: #""error""#)], true, "upstream_error", 502, .serverFault),
            (["{oops"], true, "invalid_json", 502, .serverFault),
            (["[DONE]"], true, "cut_off", 502, .unreachable),
        ] as [([String], Bool, String, Int, CallResult.Kind)])
    func failsAfterContent(
        rest: [String], isComplete: Bool, failure: String, status: Int, result: CallResult.Kind
    ) async throws {
        let gate = Gate()
        defer { gate.open() }
        let fixture = try EngineFixture([
            "strong": Self.split(rest, isComplete: isComplete, gate: gate), "middle": .chatStream(),
        ])
        let data = try await relay(fixture, opening: gate)
        #expect(data.count == 3 && data.last == "[DONE]" && data[0].contains("Hel"))
        let last = try JSONDocument(text: data[1]).root
        #expect(last["error"]?["code"]?.int == status && !data[1].contains("key-of-strong"))
        #expect(last["choices"]?.elements.first?["finish_reason"]?.string == "error")
        let records = fixture.store.records
        #expect(records.attempts.map(\.failure) == [failure] && records.attempts[0].httpStatus == 200)
        #expect(records.outcomes.map(\.value) == [0] && records.outcomes[0].detail == failure)
        #expect(fixture.upstreams["middle"]?.counters.requests == 0)
        #expect(
            try fixture.metrics().value(
                "autorouter_attempts_total", ["model": "strong", "result": result.label]) == 1)
    }

    @Test(
        "an error in the same piece as the content still falls back, for nothing was sent yet",
        arguments: [#"{"error":{"message":"no"}}"#, "{oops", chunk("{}", finish: #""error""#)])
    func failsBesideContent(event: String) async throws {
        let fixture = try EngineFixture(["strong": Self.events([Self.content, event]), "middle": .chatStream()])
        let reply = try await fixture.ask("auto", #""stream":true"#)
        #expect(reply.candidate == "middle" && reply.attemptCount == 2)
        #expect(try await !EngineFixture.text(reply).contains("finish_reason\":\"error"))
    }

    @Test("a stream without its end mark gets one, if it has said why it ends", arguments: [true, false])
    func endsWithoutMark(hasLastBlankLine: Bool) async throws {
        let events = "data: \(Self.content)\n\ndata: \(Self.stop)" + (hasLastBlankLine ? "\n\n" : "")
        let fixture = try EngineFixture(["strong": .reply(text: events, type: "text/event-stream")])
        let data = Self.data(try await EngineFixture.text(fixture.ask("auto", #""stream":true"#)))
        #expect(data.count == 3 && data[2] == "[DONE]" && data[1].contains(#""finish_reason":"stop""#))
        #expect(fixture.store.records.attempts.map(\.failure) == [nil])
        #expect(fixture.store.records.outcomes.map(\.value) == [1])
    }

    @Test("token counts of a stream reach log, books and metrics; a broken stream is billed by what it had counted")
    func usage() async throws {
        let gate = Gate()
        defer { gate.open() }
        let fixture = try EngineFixture(["strong": Self.events([Self.content, Self.stop, Self.usage, "[DONE]"])])
        _ = try await EngineFixture.text(fixture.ask("auto", #""stream":true"#, for: Caller(keyName: "k")))
        let attempt = try #require(fixture.store.records.attempts.first)
        #expect(attempt.usage.completionTokens == 500 && attempt.costUSD == 0.0015 && attempt.finishReason == "stop")
        #expect(attempt.timeToFirstTokenSeconds.map { $0 <= attempt.durationSeconds } == true)
        #expect(fixture.services.spend.spent(.clientKey("k"), now: .now).dayUSD == 0.0015)
        #expect(try fixture.metrics().value("autorouter_answers_total", ["model": "strong"]) == 1)

        let counted =
            #"{"choices":[{"index":0,"delta":{"content":"lo"}}],"usage":{"prompt_tokens":1000,"completion_tokens":500}}"#
        let broken = try EngineFixture(["strong": Self.split([counted], isComplete: false, gate: gate)])
        gate.open()
        _ = try await EngineFixture.text(broken.ask("auto", #""stream":true"#))
        #expect(broken.store.records.attempts.map(\.failure) == ["cut_off"])
        #expect(broken.store.records.attempts[0].costUSD == 0.0015)
    }

    @Test("OpenRouter's clients get usage unasked, unless one of OpenAI's own SDKs asks")
    func dialects() async throws {
        let fixture = try EngineFixture(["strong": Self.events([Self.content, Self.stop, Self.usage, "[DONE]"])])
        func shows(_ caller: Caller, _ members: String = "") async throws -> Bool {
            let text = try await EngineFixture.text(fixture.ask("auto", #""stream":true"# + members, for: caller))
            return text.contains(#""prompt_tokens":1000"#)
        }
        #expect(try await shows(Caller(dialect: .openRouter)))
        #expect(try await !shows(Caller(dialect: .openAI)))
        #expect(try await !shows(Caller(dialect: .openRouter, isUsageOnRequest: true)))
        #expect(
            try await shows(
                Caller(dialect: .openRouter, isUsageOnRequest: true), #","stream_options":{"include_usage":true}"#))
    }

    @Test("the last event of a stream holds decision and metadata where they are wanted")
    func extras() async throws {
        let fixture = try EngineFixture(["strong": Self.events([Self.content, Self.stop, "[DONE]"])])
        let caller = Caller(wantsDecision: true, wantsMetadata: true)
        let data = Self.data(try await EngineFixture.text(fixture.ask("auto", #""stream":true"#, for: caller)))
        let last = try JSONDocument(text: data[data.count - 2]).root
        #expect(last["autorouter"]?["model"]?.string == "strong")
        #expect(last["openrouter_metadata"]?["attempt"]?.int == 1)
        #expect(!data.dropLast(2).contains { $0.contains("autorouter") })
    }

    @Test("a stream that nobody passes on is written down as gone, and its connection is let go")
    func neverRelayed() async throws {
        let gate = Gate()
        defer { gate.open() }
        let script = Self.split([Self.stop], gate: gate)
        let fixture = try EngineFixture(["strong": script.then(.hang)])
        do {
            let reply = try await fixture.ask("auto", #""stream":true"#)
            #expect(reply.status == 200 && fixture.store.records.attempts.isEmpty)
        }
        #expect(fixture.store.records.attempts.map(\.failure) == ["client_gone"])
        #expect(fixture.store.records.outcomes.map(\.detail) == ["client_gone"])
        gate.open()
        await fixture.upstreams["strong"]?.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test("cancelling ends a stream at once, though the upstream goes on")
    func cancels() async throws {
        let gate = Gate()
        defer { gate.open() }
        let fixture = try EngineFixture(["strong": Self.split([Self.stop, "[DONE]"], gate: gate)])
        let reply = try await fixture.ask("auto", #""stream":true"#)
        guard case .stream(let stream) = reply.body else { throw Gone() }
        await #expect(throws: CancellationError.self) {
            try await stream.relay { _ in stream.cancel() }
        }
        #expect(fixture.store.records.attempts.map(\.failure) == ["client_gone"])
        #expect(
            try fixture.metrics().value("autorouter_attempts_total", ["model": "strong", "result": "abandoned"]) == 1)
    }

    @Test("an upstream that stops sending in the middle is a timeout for the client and in the log")
    func stalls() async throws {
        let gate = Gate()
        defer { gate.open() }
        let fixture = try EngineFixture(
            ["strong": Self.split([Self.stop], gate: gate)], timeouts: UpstreamTimeouts(idle: .milliseconds(60)))
        let data = Self.data(try await EngineFixture.text(fixture.ask("auto", #""stream":true"#)))
        #expect(try JSONDocument(text: data[1]).root["error"]?["code"]?.int == 504)
        #expect(fixture.store.records.attempts.map(\.failure) == ["timed_out"])
    }
}
