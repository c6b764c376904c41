import Testing

@testable import RouterHTTPServer

@Suite("Clients that take up what they can", .timeLimit(.minutes(5)))
struct HTTPServerAbuseTests {
    /// Replies to somebody else; time passes meanwhile.
    private func askBeside(_ server: ServerFixture, times: Int = 1) async throws {
        let other = try ClientSocket(server)
        for _ in 0..<times {
            other.send("GET /a HTTP/1.1\r\n\r\n")
            #expect(await other.receive(until: "GET /a ").hasSuffix("GET /a "))
        }
    }

    @Test("requests of a client that takes no replies wait, and all are answered once it does")
    func unreadReplies() async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            client.send(String(repeating: "GET /large HTTP/1.1\r\n\r\n", count: 400))
            client.endSending()
            var last = -1
            while last != server.cancelled.value {
                last = server.cancelled.value
                try await askBeside(server, times: 20)
            }
            #expect(last < 400)
            let text = await client.receive()
            #expect(text.utf8.count(where: { $0 == UInt8(ascii: "x") }) == 40_000_000)
        }
    }

    @Test("a stream of which a client takes nothing for too long is cut off")
    func unreadStream() async throws {
        try await ServerFixture.with(requestTimeout: .milliseconds(60)) { server in
            let client = try ClientSocket(server)
            client.send("GET /endless HTTP/1.1\r\n\r\n")
            while server.cancelled.value == 0 { await Task.yield() }
            #expect(await !client.receive().hasSuffix("\r\n0\r\n\r\n"))
        }
    }

    @Test(
        "a body that comes byte by byte is not waited for, whether it is wanted or not", arguments: ["/p", "/refused"])
    func slowBody(path: String) async throws {
        try await ServerFixture.with(requestTimeout: .milliseconds(60)) { server in
            let client = try ClientSocket(server)
            client.send("POST \(path) HTTP/1.1\r\nContent-Length: 20000\r\n\r\n")
            let hasEnded = ServerCount()
            async let reply = { () -> String in
                defer { hasEnded.add() }
                return await client.receive()
            }()
            var count = 0
            while hasEnded.value == 0 {
                client.send("x")
                count += 1
                try await askBeside(server)
            }
            #expect(count < 20_000)
            #expect(await reply.isEmpty == (path == "/p"))
        }
    }

    @Test("empty lines without end are no request")
    func emptyLines() async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            client.send(String(repeating: "\r\n", count: 2000))
            #expect(await client.receive().hasPrefix("HTTP/1.1 400 "))
        }
    }
}
