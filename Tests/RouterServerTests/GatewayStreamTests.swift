import RouterCore
import RouterServer
import RouterTesting
import RouterWire
import Testing

@Suite("Streams of the gateway", .timeLimit(.minutes(5)))
struct GatewayStreamTests {
    private static let body = GatewayFixture.chat(#""stream":true"#)
    private static let path = "/v1/chat/completions"

    /// Reads a stream until its text holds a mark.
    private static func read(_ reply: UpstreamReply, until mark: String) async throws -> String {
        var text = ""
        while !text.contains(mark), let piece = try await reply.body.next() {
            text += String(decoding: piece, as: UTF8.self)
        }
        return text
    }

    @Test("a stream has the header fields of a reply, and its events hold what they hold in no other place")
    func headers() async throws {
        try await GatewayFixture.with(upstream: .chatStream()) { server in
            let headers = [
                (name: "X-AutoRouter-Explain", value: "1"), (name: "X-OpenRouter-Metadata", value: "enabled"),
            ]
            let answer = try await server.send("POST", "/api/v1/chat/completions", body: Self.body, headers: headers)
            let id = try #require(answer.header("x-autorouter-decision"))
            #expect(answer.header("content-type") == "text/event-stream; charset=utf-8")
            #expect(answer.header("cache-control") == "no-cache" && answer.header("x-generation-id") == id)
            let events = answer.events
            #expect(events.last == "[DONE]")
            let last = try JSONDocument(text: events[events.count - 2]).root
            #expect(last["autorouter"]?["id"]?.string == id && last["openrouter_metadata"]?["attempt"]?.int == 1)
            #expect(events.dropLast().allSatisfy { $0.contains(id) })
        }
    }

    @Test("an idle stream gets comments, and events again when they come")
    func heartbeat() async throws {
        let gate = Gate()
        defer { gate.open() }
        try await GatewayFixture.with(
            upstream: .chatStream(pieces: ["a", "b"], gates: [openGate(), gate]),
            configure: { $0.heartbeat = .milliseconds(30) }
        ) { server in
            let reply = try await server.open("POST", Self.path, body: Self.body)
            let first = try await Self.read(reply, until: ": keep-alive\n\n: keep-alive\n\n")
            #expect(first.contains(#""content":"a""#))
            gate.open()
            let rest = try await Self.read(reply, until: "[DONE]")
            #expect(rest.contains(#""content":"b""#))
        }
    }

    private func openGate() -> Gate {
        let gate = Gate()
        gate.open()
        return gate
    }

    @Test("where the first content is late, the stream begins without it")
    func lateContent() async throws {
        let gate = Gate()
        defer { gate.open() }
        try await GatewayFixture.with(
            upstream: .chatStream(pieces: ["late"], gates: [gate]), configure: { $0.heartbeat = .milliseconds(30) }
        ) { server in
            let reply = try await server.open("POST", Self.path, body: Self.body)
            #expect(reply.status == 200 && reply.header("content-type")?.hasPrefix("text/event-stream") == true)
            let comment = try await Self.read(reply, until: "\n\n")
            #expect(comment.hasPrefix(": keep-alive\n\n"))
            gate.open()
            let text = try await Self.read(reply, until: "[DONE]")
            #expect(text.contains(#""content":"late""#))
            #expect(try await reply.body.next() == nil)
            #expect(server.store.records.outcomes.map(\.value) == [1])
        }
    }

    @Test(
        "an error that comes after a stream has begun is its one event, in the client's words",
        arguments: [
            ("/v1/chat/completions", body, #""finish_reason":"error""#, "data: [DONE]\n\n"),
            ("/api/v1/chat/completions", body, #""code":418"#, "data: [DONE]\n\n"),
            (
                "/v1/messages",
                #"{"model":"auto","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]}"#,
                #"event: error"#, "}\n\n"
            ),
            ("/v1/responses", #"{"model":"auto","stream":true,"input":"Hi"}"#, "event: response.failed", "}\n\n"),
        ])
    func lateError(path: String, body: String, mark: String, ending: String) async throws {
        let gate = Gate()
        defer { gate.open() }
        let error = ScriptedReply.reply(418, text: #"{"error":{"message":"a teapot"}}"#)
        try await GatewayFixture.with(
            upstream: ScriptedReply([.wait(gate)] + error.steps), configure: { $0.heartbeat = .milliseconds(30) }
        ) { server in
            let reply = try await server.open("POST", path, body: body)
            #expect(reply.status == 200)
            _ = try await Self.read(reply, until: ": keep-alive")
            gate.open()
            var text = ""
            while let piece = try await reply.body.next() { text += String(decoding: piece, as: UTF8.self) }
            #expect(text.contains(mark) && text.contains("a teapot") && text.hasSuffix(ending))
            #expect(text.ranges(of: "a teapot").count == 1)
            let metrics = try await server.send("GET", "/metrics").body
            #expect(metrics.contains(#"status="418"} 1"#))
        }
    }

    @Test("an error that comes in time has its status, and is no stream")
    func earlyError() async throws {
        try await GatewayFixture.with(upstream: .chatError(500)) { server in
            let answer = try await server.send("POST", Self.path, body: Self.body)
            #expect(answer.status == 500 && answer.header("content-type") == "application/json")
            #expect(try answer.error("message") == "scripted")
        }
    }

    @Test("a client that leaves in the middle of a stream ends the upstream's at once")
    func leavesStream() async throws {
        let gate = Gate()
        defer { gate.open() }
        try await GatewayFixture.with(
            upstream: .chatStream(pieces: ["a", "b"], gates: [openGate(), gate]).then(.hang)
        ) {
            server in
            let raw = try RawConnection(port: server.port)
            raw.send(
                "POST \(Self.path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(Self.body.utf8.count)\r\n\r\n\(Self.body)"
            )
            let text = await raw.receive(until: #""content":"a""#)
            #expect(text.hasPrefix("HTTP/1.1 200"))
            raw.endSending()
            // The script waits: only the closing of the router's own connection is what ends it.
            let rest = await raw.receive()
            #expect(!rest.contains("[DONE]"))
            gate.open()
            await server.upstream.until { $0.connectionsClosedByPeer == 1 }
            #expect(server.store.records.attempts.map(\.failure) == ["client_gone"])
        }
    }

    @Test("a client that leaves before a late first content ends the upstream's call")
    func leavesPending() async throws {
        try await GatewayFixture.with(
            upstream: ScriptedReply([.hang]), configure: { $0.heartbeat = .milliseconds(30) }
        ) { server in
            let reply = try await server.open("POST", Self.path, body: Self.body)
            _ = try await Self.read(reply, until: ": keep-alive")
            reply.body.cancel()
            await server.upstream.until { $0.connectionsClosedByPeer == 1 }
            while server.store.records.attempts.isEmpty { await Task.yield() }
            #expect(server.store.records.attempts.map(\.failure) == ["client_gone"])
            var metrics = ""
            while !metrics.contains(#"status="499"} 1"#) { metrics = try await server.send("GET", "/metrics").body }
        }
    }

    @Test(
        "token counts come as the dialect has it, and OpenAI's own SDKs get them only where they ask",
        arguments: [
            ("/v1", "curl/8", "", false),
            ("/v1", "OpenAI/Python 3.3.0", #","stream_options":{"include_usage":true}"#, true),
            ("/api/v1", "curl/8", "", true), ("/api/v1", "OpenAI/Python 3.3.0", "", false),
            ("/api/v1", "AsyncOpenAI/Python 3.3.0", "", false), ("/api/v1", "Mine (OpenAI/Python)", "", true),
            ("/api/v1", "OpenAI/JS 6.1", #","stream_options":{"include_usage":true}"#, true),
        ])
    func usage(prefix: String, agent: String, options: String, isShown: Bool) async throws {
        try await GatewayFixture.with(upstream: .chatStream(promptTokens: 11)) { server in
            let answer = try await server.send(
                "POST", prefix + "/chat/completions", body: GatewayFixture.chat(#""stream":true"# + options),
                headers: [("User-Agent", agent)])
            let counts = try answer.events.dropLast().filter {
                try JSONDocument(text: $0).root["usage"]?["prompt_tokens"]?.int == 11
            }
            #expect(counts.count == (isShown ? 1 : 0))
            if isShown { #expect(try JSONDocument(text: counts[0]).root["choices"]?.elements.isEmpty == true) }
        }
    }
}
