import RouterSockets
import Testing

@testable import RouterHTTPServer

@Suite("Streams and ends of the HTTP server", .timeLimit(.minutes(5)))
struct HTTPServerEndTests {
    @Test("a stream comes in chunks, with comments where it is idle, and the connection is kept")
    func stream() async throws {
        try await ServerFixture.with(heartbeat: .milliseconds(20)) { server in
            let client = try ClientSocket(server)
            client.send("GET /events HTTP/1.1\r\n\r\n")
            let first = await client.receive(until: "e\r\n: keep-alive\n\n\r\n", times: 2)
            #expect(first.contains("Transfer-Encoding: chunked\r\n") && first.contains("9\r\ndata: 1\n\n\r\n"))
            server.gate.open()
            #expect(await client.receive(until: "0\r\n\r\n").contains("9\r\ndata: 2\n\n\r\n0\r\n\r\n"))
            client.send("GET /b HTTP/1.1\r\n\r\n")
            #expect(await client.receive(until: "GET /b ").hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test(
        "a stream that fails is cut off, so that nobody takes it for complete; so is work that fails",
        arguments: ["/cut", "/broken"])
    func cutOff(path: String) async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            client.send("GET \(path) HTTP/1.1\r\n\r\n")
            let text = await client.receive()
            #expect(!text.contains("0\r\n\r\n") && (path == "/broken") == text.isEmpty)
        }
    }

    @Test("work is cancelled when its client leaves, by closing or by ending its side", arguments: [false, true])
    func leaving(isHalf: Bool) async throws {
        try await ServerFixture.with { server in
            var client: ClientSocket? = try ClientSocket(server)
            client?.send("GET /late HTTP/1.1\r\n\r\n")
            if isHalf {
                client?.endSending()
                #expect(await client?.receive() == "")
            }
            client = nil
            while server.cancelled.value == 0 { await Task.yield() }
        }
    }

    @Test("a client that has sent its last request is answered before the connection ends")
    func lastRequest() async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            client.send("GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nGET /c HT")
            client.endSending()
            let text = await client.receive()
            #expect(text.hasSuffix("GET /b ") && text.ranges(of: "200 OK").count == 2)
        }
    }

    @Test("a client that does not read holds its stream up, gets all of it later, and others are answered")
    func backPressure() async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            client.send("GET /flood HTTP/1.1\r\nConnection: close\r\n\r\n")
            var last = -1
            // Until the system's buffers are full and nothing moves between two replies to somebody else.
            while last != server.cancelled.value {
                last = server.cancelled.value
                for _ in 0..<20 {
                    let other = try ClientSocket(server)
                    other.send("GET /a HTTP/1.1\r\nConnection: close\r\n\r\n")
                    #expect(await other.receive().hasSuffix("GET /a "))
                }
            }
            #expect(last < 200)
            let text = await client.receive()
            #expect(text.utf8.count(where: { $0 == UInt8(ascii: "x") }) == 20_000_000 && text.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test(
        "a client that sends nothing, or no more, is let go in time",
        arguments: ["", "GET / HT", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab"])
    func timeouts(text: String) async throws {
        try await ServerFixture.with(requestTimeout: .milliseconds(60)) { server in
            let client = try ClientSocket(server)
            client.send(text)
            #expect(await client.receive() == "")
        }
    }

    @Test("shutting down ends idle connections at once and busy ones with their reply")
    func shutdown() async throws {
        try await ServerFixture.with { server in
            let idle = try ClientSocket(server)
            idle.send("GET /a HTTP/1.1\r\n\r\n")
            #expect(await idle.receive(until: "GET /a ").hasPrefix("HTTP/1.1 200"))
            let busy = try ClientSocket(server)
            busy.send("GET /late HTTP/1.1\r\n\r\n")
            let streaming = try ClientSocket(server)
            streaming.send("GET /events HTTP/1.1\r\n\r\n")
            #expect(await streaming.receive(until: "data: 1").hasPrefix("HTTP/1.1 200"))
            async let end: Void = server.server.shutdown()
            #expect(await idle.receive() == "")
            server.gate.open()
            #expect(await busy.receive().hasSuffix("late"))
            #expect(await streaming.receive().hasSuffix("0\r\n\r\n"))
            await end
        }
    }

    @Test("a cancelled shutdown waits for nobody")
    func cancelledShutdown() async throws {
        try await ServerFixture.with { server in
            let busy = try ClientSocket(server)
            busy.send("GET /late HTTP/1.1\r\n\r\n")
            let streaming = try ClientSocket(server)
            streaming.send("GET /events HTTP/1.1\r\n\r\n")
            #expect(await streaming.receive(until: "data: 1").hasPrefix("HTTP/1.1 200"))
            let end = Task { await server.server.shutdown() }
            end.cancel()
            await end.value
            #expect(await busy.receive() == "")
            while server.cancelled.value == 0 { await Task.yield() }
        }
    }

    @Test("an address that cannot be listened on is an error that says why")
    func addresses() async throws {
        try await ServerFixture.with { server in
            let loops = try #require(SocketLoops(count: 1))
            for (host, port) in [("127.0.0.1", server.port), ("192.0.2.1", 0), ("no such host", 0)] {
                let configuration = HTTPServerConfiguration(
                    host: host, port: port, serverName: "", maxHeaderBytes: 1, maxBodyBytes: 1,
                    requestTimeout: .seconds(1), heartbeat: .seconds(1))
                let responder = ScriptedResponder(gate: ServerGate(), cancelled: ServerCount())
                let error = #expect(throws: HTTPServerError.self) {
                    _ = try HTTPServer(configuration, responder, on: loops)
                }
                #expect(error?.description.isEmpty == false)
            }
            await loops.shutdown()
        }
    }
}
