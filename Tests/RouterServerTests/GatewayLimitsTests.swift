import Logging
import RouterServer
import RouterTesting
import Testing

@Suite("Limits of the gateway", .timeLimit(.minutes(5)))
struct GatewayLimitsTests {
    private static let path = "/v1/chat/completions"

    @Test("a head beyond the limit is refused, and one below it is not")
    func headerLimit() async throws {
        try await GatewayFixture.with(configure: { $0.maxHeaderBytes = 4096 }) { server in
            func ask(_ count: Int) async throws -> String {
                let raw = try RawConnection(port: server.port)
                let padding = String(repeating: "x", count: count)
                raw.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: \(padding)\r\n\r\n")
                return await raw.receive()
            }
            #expect(try await ask(1000).hasPrefix("HTTP/1.1 200"))
            let refused = try await ask(8000)
            #expect(refused.hasPrefix("HTTP/1.1 4") && !refused.contains(#""status":"ok""#))
            #expect(try await server.send("GET", "/healthz").status == 200)
        }
    }

    @Test(
        "a client that never sends its body, or no request at all, is let go",
        arguments: [
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"model\"",
            "POST /v1/chat/completions HTTP/1.1\r\nHost: loc", "",
        ])
    func requestTimeout(sent: String) async throws {
        try await GatewayFixture.with(configure: { $0.requestTimeout = .milliseconds(80) }) { server in
            let raw = try RawConnection(port: server.port)
            raw.send(sent)
            let start = ContinuousClock.now
            let answer = await raw.receive()
            #expect(!answer.contains(" 200 "))
            // The socket itself gives up after five seconds; the server does before.
            #expect(ContinuousClock.now - start < .seconds(4))
            #expect(server.upstream.counters.requests == 0 && server.store.entries.isEmpty)
        }
    }

    @Test("a client that leaves in the middle of its body is no fault of the router")
    func halfABody() async throws {
        let log = RecordedLog()
        try await GatewayFixture.with(logger: Logger(label: "test") { _ in log.handler }) { server in
            let raw = try RawConnection(port: server.port)
            raw.send("POST \(Self.path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"model\"")
            raw.endSending()
            #expect(await !raw.receive().contains(" 500 "))
            #expect(try await server.send("GET", "/metrics").body.contains("autorouter_requests_in_flight 0\n"))
        }
        #expect(log.lines.contains { $0.hasPrefix("info Server started") })
        #expect(!log.lines.contains { $0.hasPrefix("error") || $0.hasPrefix("warning") })
    }

    @Test("a reply that takes longer than a client may take to ask is waited for")
    func slowReply() async throws {
        let gate = Gate()
        defer { gate.open() }
        try await GatewayFixture.with(
            upstream: ScriptedReply([.wait(gate)] + ScriptedReply.chatCompletion().steps),
            configure: { $0.requestTimeout = .milliseconds(100) }
        ) { server in
            let body = GatewayFixture.chat()
            let busy = try RawConnection(port: server.port)
            busy.send(
                "POST \(Self.path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            await server.upstream.until { $0.requests == 1 }
            // Gone once the limit has passed for a connection that was opened later.
            _ = try await RawConnection(port: server.port).receive()
            gate.open()
            #expect(await busy.receive().hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("a body that announces or brings too much is refused", arguments: [true, false])
    func bodyLimit(isAnnounced: Bool) async throws {
        try await GatewayFixture.with(maxBodyBytes: 64) { server in
            let raw = try RawConnection(port: server.port)
            let head = "POST \(Self.path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            let body = String(repeating: " ", count: 100)
            raw.send(
                head
                    + (isAnnounced
                        ? "Content-Length: 100\r\n\r\n" + body
                        : "Transfer-Encoding: chunked\r\n\r\n64\r\n\(body)\r\n0\r\n\r\n"))
            let answer = await raw.receive()
            #expect(answer.hasPrefix("HTTP/1.1 413") && answer.contains("request_too_large"))
        }
    }
}
