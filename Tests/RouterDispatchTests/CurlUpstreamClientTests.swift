import RouterCore
import RouterDispatch
import RouterTesting
import Testing

@Suite("Curl upstream client", .timeLimit(.minutes(5)))
struct CurlUpstreamClientTests {
    private let client: CurlUpstreamClient

    init() throws { client = try CurlUpstreamClient() }

    @Test("request and reply pass byte for byte")
    func roundTrip() async throws {
        let body = Array(#"{"model":"a/b","n":1.50,"x":"\u0000 ü"}"#.utf8)
        let answer: [UInt8] = [0, 255, 13, 10, 13, 10, 0]
        let upstream = try FakeUpstream(
            always: .reply(201, headers: [("X-One", "1"), ("x-two", " two "), ("X-One", "3")], body: answer))
        let reply = try await client.send(request(upstream, body: body))
        #expect(reply.status == 201)
        #expect(reply.headers.map(\.name) == ["x-one", "x-two", "x-one", "content-length"])
        #expect(reply.headers.map(\.value) == ["1", "two", "3", "7"])
        #expect(try await reply.body.collected() == answer)
        let sent = try #require(upstream.requests.first)
        #expect(sent.method == "POST")
        #expect(sent.path == "/v1/chat/completions")
        #expect(sent.body == body)
        #expect(sent.header("authorization") == "Bearer sk-secret")
    }

    @Test("only length, host and accept are added to the headers of a request")
    func headers() async throws {
        let upstream = try FakeUpstream(always: .reply())
        for body in [pattern(3), pattern(2_000_000)] {
            _ = try await client.roundTrip(request(upstream, body: body))
        }
        for sent in upstream.requests {
            #expect(
                sent.headers.map(\.name).sorted() == [
                    "accept", "authorization", "content-length", "content-type", "host",
                ])
        }
    }

    @Test(
        "the method decides about the body",
        arguments: [
            ("GET", 0), ("DELETE", 0), ("POST", 0), ("POST", 10), ("PUT", 10), ("PATCH", 10), ("HEAD", 0),
        ])
    func methods(method: String, size: Int) async throws {
        let upstream = try FakeUpstream { request in
            request.method == "HEAD" ? .raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") : .reply(text: "hello")
        }
        // The same handle before and after: nothing of one method may stick to the next request.
        for method in [method, "POST", method, "GET"] {
            let body = method == "GET" ? [] : pattern(size)
            let reply = try await client.roundTrip(request(upstream, method: method, body: body))
            #expect(reply.body == (method == "HEAD" ? [] : Array("hello".utf8)))
            let sent = try #require(upstream.requests.last)
            #expect(sent.method == method)
            #expect(sent.body == body)
        }
        #expect(upstream.counters.acceptedConnections == 1)
    }

    @Test("5 MB go up and 5 MB come down intact")
    func large() async throws {
        let body = pattern(5_000_000)
        let upstream = try FakeUpstream { .reply(body: $0.body.reversed()) }
        let reply = try await client.roundTrip(request(upstream, body: body))
        #expect(reply.body == body.reversed())
        #expect(upstream.requests.first?.body == body)
    }

    @Test("a reply may come in chunks, without a length, or without a body")
    func framings() async throws {
        let upstream = try FakeUpstream { request in
            switch request.path {
            case "/chunked": .chunked(steps: [.send([1, 2]), .send([3])])
            case "/unbounded": .raw("HTTP/1.0 200 OK\r\n\r\nuntil the end").then(.close)
            default: .raw("HTTP/1.1 204 No Content\r\n\r\n")
            }
        }
        #expect(try await client.roundTrip(request(upstream, path: "/chunked")).body == [1, 2, 3])
        #expect(try await client.roundTrip(request(upstream, path: "/unbounded")).body == Array("until the end".utf8))
        let reply = try await client.roundTrip(request(upstream, path: "/empty"))
        #expect(reply.status == 204)
        #expect(reply.body.isEmpty)
    }

    @Test("interim heads are skipped, trailers ignored")
    func interim() async throws {
        let upstream = try FakeUpstream(
            always: .raw(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n2\r\nok\r\n0\r\nT: 1\r\n\r\n")
        )
        let reply = try await client.send(request(upstream))
        #expect(reply.status == 200)
        #expect(reply.headers.map(\.name) == ["transfer-encoding", "trailer"])
        #expect(try await reply.body.collected() == Array("ok".utf8))
    }

    @Test("a redirect is a reply like any other", arguments: [301, 302, 307, 308])
    func redirect(status: Int) async throws {
        let upstream = try FakeUpstream(always: .reply(status, headers: [("Location", "/elsewhere")]))
        let reply = try await client.send(request(upstream))
        #expect(reply.status == status)
        #expect(reply.header("location") == "/elsewhere")
        #expect(upstream.requests.count == 1)
    }

    @Test("an encoded body is not decoded")
    func encoded() async throws {
        let upstream = try FakeUpstream(always: .reply(headers: [("Content-Encoding", "gzip")], body: [1, 2, 3]))
        #expect(try await client.roundTrip(request(upstream)).body == [1, 2, 3])
    }

    @Test("ready-made chat replies arrive as OpenAI would send them")
    func chat() async throws {
        let upstream = try FakeUpstream { request in
            request.path == "/stream"
                ? .chatStream()
                : request.path == "/limit"
                    ? .chatError(429, retryAfterSeconds: 2) : .chatCompletion(content: "say \"hi\"")
        }
        let plain = try await client.roundTrip(request(upstream, path: "/plain"))
        #expect(String(decoding: plain.body, as: UTF8.self).contains(#""content":"say \"hi\"""#))
        let stream = try await client.roundTrip(request(upstream, path: "/stream"))
        #expect(String(decoding: stream.body, as: UTF8.self).hasSuffix("data: [DONE]\n\n"))
        let limit = try await client.send(request(upstream, path: "/limit"))
        #expect(limit.status == 429)
        #expect(limit.header("retry-after") == "2")
    }

    @Test("the linked libraries are named")
    func version() {
        #expect(CurlUpstreamClient.libraryVersion.hasPrefix("libcurl/"))
    }
}
