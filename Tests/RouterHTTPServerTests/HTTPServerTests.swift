import Foundation
import Testing

@testable import RouterHTTPServer

@Suite("HTTP server", .timeLimit(.minutes(5)))
struct HTTPServerTests {
    private static let host = "Host: localhost\r\n"

    /// The bodies of replies whose length is announced.
    private func bodies(_ text: String) -> [String] {
        text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { reply in
            reply.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
        }
    }

    @Test("requests that come at once are answered in their order, whatever each of them takes")
    func pipelining() async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            client.send("GET /late HTTP/1.1\r\n\(Self.host)\r\nGET /refused HTTP/1.1\r\n\(Self.host)\r\n")
            client.send("POST /a HTTP/1.1\r\n\(Self.host)Content-Length: 2\r\n\r\nhi")
            client.send("GET /b HTTP/1.1\r\n\(Self.host)\r\n")
            // A request of another connection is answered although the first waits.
            let other = try ClientSocket(server)
            other.send("GET /c HTTP/1.1\r\n\(Self.host)Connection: close\r\n\r\n")
            #expect(bodies(await other.receive()) == ["GET /c "])
            server.gate.open()
            #expect(bodies(await client.receive(until: "GET /b ")) == ["late", "no", "POST /a hi", "GET /b "])
        }
    }

    @Test("thousands of requests in one piece are all answered")
    func deepPipeline() async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            let count = 3_000
            async let text = client.receive(until: "GET /x ", times: count)
            client.send(String(repeating: "GET /x HTTP/1.1\r\n\r\n", count: count))
            #expect(await text.ranges(of: "GET /x ").count == count)
        }
    }

    @Test("a request is read in whatever pieces it comes", arguments: [1, 7, 64])
    func pieces(step: Int) async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            let text =
                "POST /p HTTP/1.1\r\n\(Self.host)Transfer-Encoding: chunked\r\n\r\n"
                + "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"
            var rest = text[...]
            while !rest.isEmpty {
                client.send(String(rest.prefix(step)))
                rest = rest.dropFirst(step)
            }
            #expect(bodies(await client.receive(until: "cde")) == ["POST /p abcde"])
        }
    }

    @Test("a reply has its length and no body where there can be none")
    func bodiless() async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            client.send("HEAD /abc HTTP/1.1\r\n\r\nGET /empty HTTP/1.1\r\n\r\n")
            client.send("GET /end HTTP/1.1\r\nConnection: close\r\n\r\n")
            let replies = Array(await client.receive().components(separatedBy: "HTTP/1.1 ").dropFirst())
            try #require(replies.map { String($0.prefix(3)) } == ["200", "204", "200"])
            #expect(replies[0].contains("Content-Length: 10\r\n") && replies[0].hasSuffix("\r\n\r\n"))
            #expect(!replies[1].contains("Content-Length"))
            #expect(replies[2].contains("Connection: close\r\n") && replies[2].hasSuffix("GET /end "))
        }
    }

    @Test("clients of HTTP/1.0 get what they understand, and keep the connection only if they ask")
    func version10() async throws {
        try await ServerFixture.with { server in
            server.gate.open()
            let plain = try ClientSocket(server)
            plain.send("GET /a HTTP/1.0\r\n\r\n")
            #expect(await plain.receive().contains("Connection: close\r\n"))
            let kept = try ClientSocket(server)
            kept.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(await kept.receive(until: "GET /a ").contains("Connection: keep-alive\r\n"))
            kept.send("GET /events HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let stream = await kept.receive()
            #expect(stream.hasSuffix("\r\n\r\ndata: 1\n\ndata: 2\n\n") && !stream.contains("chunked"))
        }
    }

    @Test("leave to send a body is given where it is wanted, and only then")
    func expectContinue() async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            client.send("POST /a HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n")
            #expect(await client.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send("hi")
            #expect(await client.receive(until: "POST /a hi").hasPrefix("HTTP/1.1 200 OK\r\n"))
            // What would follow a refusal could be the body or another request: the connection ends.
            for (path, length) in [("/refused", 2), ("/a", 200_000)] {
                let refused = try ClientSocket(server)
                refused.send("POST \(path) HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: \(length)\r\n\r\n")
                let text = await refused.receive()
                #expect(text.hasPrefix("HTTP/1.1 4") && text.contains("Connection: close\r\n"))
            }
        }
    }

    @Test("a body that is refused or too long is read to its end, and the next request answered")
    func unreadBodies() async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            let body = String(repeating: "x", count: 150_000)
            for path in ["/refused", "/a"] {
                async let reply = client.receive(until: path == "/a" ? "long" : "no")
                client.send("POST \(path) HTTP/1.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                #expect(await reply.hasPrefix(path == "/a" ? "HTTP/1.1 413 " : "HTTP/1.1 403 "))
            }
            client.send("GET /b HTTP/1.1\r\n\r\n")
            #expect(await client.receive(until: "GET /b ").hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test(
        "what is no HTTP gets a 400, and the connection ends",
        arguments: [
            "hello\r\n\r\n", "GET / HTTP/1.1\r\nA: \(String(repeating: "x", count: 2000))\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "\u{16}\u{3}\u{1}\r\n\r\n",
        ])
    func malformed(text: String) async throws {
        try await ServerFixture.with { server in
            let client = try ClientSocket(server)
            client.send(text)
            let reply = await client.receive()
            #expect(reply.hasPrefix("HTTP/1.1 400 Bad Request\r\n") && reply.contains("Connection: close\r\n"))
        }
    }
}
