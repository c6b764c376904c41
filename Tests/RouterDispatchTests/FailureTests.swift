import RouterCore
import RouterDispatch
import RouterTesting
import Testing

@Suite("Failures", .timeLimit(.minutes(5)))
struct FailureTests {
    private let client: CurlUpstreamClient

    init() throws { client = try CurlUpstreamClient() }

    @Test("nobody listening is a failed connection")
    func refused() async throws {
        let upstream = try FakeUpstream(always: .reply())
        upstream.stop()
        let error = try #require(await client.failure(of: request(upstream)))
        #expect(error.code == .connectionFailed)
        #expect(error.label == "connection_failed")
        #expect(!error.isTimeout)
        #expect(error.curlCode == 7)
        #expect(error.upstream == "lab")
    }

    @Test("a name that does not exist is a failed connection")
    func unknownName() async throws {
        let error = try #require(await client.failure(of: request(url: "http://no-such-host.invalid/")))
        #expect(error.code == .connectionFailed)
    }

    @Test(
        "a new connection that ends before a byte of reply is a failed connection",
        arguments: [
            ScriptedReply([.close]), ScriptedReply([.reset]),
        ])
    func closedAtOnce(script: ScriptedReply) async throws {
        let upstream = try FakeUpstream(always: script)
        let error = try #require(await client.failure(of: request(upstream)))
        #expect(error.code == .connectionFailed)
        #expect(error.httpStatus == nil)
        #expect(upstream.requests.count == 1)
    }

    @Test(
        "a reply that ends early is cut off, after the bytes that came",
        arguments: [
            ScriptedReply.cut(sending: [1, 2, 3], of: 10),
            .chunked(steps: [.send([1, 2, 3])], isComplete: false).then(.close),
            .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n\u{1}\u{2}\u{3}\r\n5\r\nx").then(.close),
        ])
    func cut(script: ScriptedReply) async throws {
        let upstream = try FakeUpstream(always: script)
        let reply = try await client.send(request(upstream))
        var bytes: [UInt8] = []
        let error = await #expect(throws: DispatchError.self) {
            for try await piece in reply.body { bytes += piece }
        }
        #expect(Array(bytes.prefix(3)) == [1, 2, 3])
        #expect(error?.code == .cutOff)
        #expect(error?.httpStatus == 200)
    }

    @Test("a reply that breaks in the middle is cut off")
    func broken() async throws {
        let upstream = try FakeUpstream(always: .chunked(steps: [.send([1]), .reset]))
        let error = try #require(await client.failure(of: request(upstream)))
        #expect(error.code == .cutOff)
    }

    @Test(
        "what is not HTTP is a bad response",
        arguments: [
            "SSH-2.0-OpenSSH_9.2\r\n", "\u{0}\u{1}\u{2}garbage\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
            "HTTP/7.3 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: minus one\r\n\r\n",
        ])
    func garbage(text: String) async throws {
        let upstream = try FakeUpstream(always: .raw(text).then(.close))
        let error = try #require(await client.failure(of: request(upstream)))
        #expect(error.code == .badResponse)
    }

    @Test("a head without an end is a bad response")
    func endlessHead() async throws {
        let line = Array("X-Filler: \(String(repeating: "x", count: 1000))\r\n".utf8)
        let upstream = try FakeUpstream(
            always: ScriptedReply(
                [.send(Array("HTTP/1.1 200 OK\r\n".utf8))] + Array(repeating: .send(line), count: 600)))
        let error = try #require(await client.failure(of: request(upstream)))
        #expect(error.code == .badResponse)
    }

    @Test(
        "an address or a header that cannot be sent is an invalid request",
        arguments: [
            "ftp://127.0.0.1/", "file:///etc/passwd", "127.0.0.1", "", "http://", "http://[::1", "http://a b/",
        ])
    func invalidAddress(url: String) async throws {
        let error = try #require(await client.failure(of: request(url: url)))
        #expect(error.code == .invalidRequest)
    }

    @Test("no error text holds a header, the body, the reply or the address")
    func texts() async throws {
        let upstream = try FakeUpstream { request in
            switch request.header("x-case") {
            default: ScriptedReply.cut(sending: Array("the-reply".utf8), of: 100)
            }
        }
        let timeouts = UpstreamTimeouts(firstByte: .milliseconds(1))
        let hanging = try FakeUpstream(always: ScriptedReply([.hang]))
        let garbled = try FakeUpstream(always: .raw("the-reply\r\n\r\n").then(.close))
        let body = Array("the-prompt".utf8)
        for request in [
            request(upstream, path: "/the-path?key=the-query", body: body),
            request(hanging, path: "/the-path?key=the-query", body: body, timeouts: timeouts),
            request(garbled, path: "/the-path?key=the-query", body: body),
            request(url: "http://the-host.invalid/the-path?key=the-query", body: body),
            request(url: "http://the-user:the-password@[/the-path", body: body),
        ] {
            let error = try #require(await client.failure(of: request))
            var dumped = ""
            dump(error, to: &dumped)
            for text in [error.description, "\(error)", String(reflecting: error), dumped] {
                #expect(!text.contains("the-"))
                #expect(!text.contains("sk-secret"))
                #expect(!text.contains("127.0.0.1"))
            }
            #expect(error.description.hasPrefix("lab: "))
        }
    }
}
