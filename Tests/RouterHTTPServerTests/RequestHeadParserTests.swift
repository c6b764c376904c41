import HTTPTypes
import Testing

@testable import RouterHTTPServer

@Suite("Request heads")
struct RequestHeadParserTests {
    private let parser = RequestHeadParser(maxBytes: 400)

    /// The head of a text and its length; `nil` = it is malformed or incomplete, as `isMalformed` says.
    private func read(_ text: String, known: Int = 0) -> (head: RequestHead?, byteCount: Int, isMalformed: Bool) {
        switch Array(text.utf8).withUnsafeBufferPointer({ parser.parse($0, known: known) }) {
        case .incomplete: (nil, 0, false)
        case .complete(let head, let byteCount): (head, byteCount, false)
        case .malformed: (nil, 0, true)
        }
    }

    @Test("a head is read with its fields, and what follows is left")
    func whole() throws {
        let text =
            "POST /v1/a?b=c&d HTTP/1.1\r\nHost: localhost\r\nX-A:  1 \t\r\nx-a:2\r\nEmpty:\r\n"
            + "Content-Length: 12\r\n\r\n"
        let (found, count, _) = read(text + "{}")
        let head = try #require(found)
        #expect(count == text.utf8.count)
        #expect(head.method == .post && head.path == "/v1/a" && head.query == "b=c&d" && head.isVersion11)
        #expect(head["host"] == "localhost" && head["x-a"] == "1, 2" && head["empty"] == "" && head["other"] == nil)
        #expect(head.framing == .length(12) && head.keepsAlive)
    }

    @Test("a head is incomplete until its last byte, wherever the pieces end")
    func pieces() {
        let text = "\r\nGET /healthz HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n"
        for count in 0..<text.utf8.count {
            let start = String(decoding: text.utf8.prefix(count), as: UTF8.self)
            let (head, _, isMalformed) = read(start, known: max(0, count - 1))
            #expect(head == nil && !isMalformed, "\(count)")
        }
        for known in 0..<text.utf8.count { #expect(read(text, known: known).head?.path == "/healthz", "\(known)") }
    }

    @Test(
        "what could be read in two ways is refused",
        arguments: [
            "GET / HTTP/1.1\r\nHost : a", "GET / HTTP/1.1\r\n Host: a", "GET / HTTP/1.1\r\nHost: a\r\n folded",
            "GET / HTTP/1.1\r\nHost: a\nX: b", "GET / HTTP/1.1\r\nX: a\rb", "GET / HTTP/1.1\r\nX: a\u{0}b",
            "GET / HTTP/1.1\r\nno colon", "GET / HTTP/1.1\r\n: a", "GET / HTTP/1.1\r\nX y: a", "GET  / HTTP/1.1",
            "GET / HTTP/1.1 ", "GET /", "GET / HTTP/2.0", "GET / http/1.1", "GET / HTTP/1.10", "G:T / HTTP/1.1",
            " / HTTP/1.1",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2",
            "POST / HTTP/1.1\r\nContent-Length: 1, 1", "POST / HTTP/1.1\r\nContent-Length: -1",
            "POST / HTTP/1.1\r\nContent-Length: +1", "POST / HTTP/1.1\r\nContent-Length: 0x1",
            "POST / HTTP/1.1\r\nContent-Length:", "POST / HTTP/1.1\r\nContent-Length: 9999999999999999999",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked", "POST / HTTP/1.1\r\nTransfer-Encoding: identity",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked", "POST / HTTP/1.1\r\nTransfer-Encoding: chun\u{212A}ed",
            "POST / HTTP/1.1\r\nTransfer-Encoding: \u{B}chunked", "GET / HTTP/1.1\r\nHost: a\r\nHost: a",
        ])
    func ambiguous(text: String) { #expect(read(text + "\r\n\r\n").isMalformed) }

    @Test("a head beyond the limit is refused, whether it ends or not")
    func limit() {
        let line = "GET / HTTP/1.1\r\nX: "
        #expect(read(line + String(repeating: "a", count: 377) + "\r\n\r\n").head != nil)
        #expect(read(line + String(repeating: "a", count: 378) + "\r\n\r\n").isMalformed)
        #expect(read(line + String(repeating: "a", count: 400)).isMalformed)
    }

    @Test("empty lines before a head count as its bytes")
    func emptyLines() {
        let lines = String(repeating: "\r\n", count: 180)
        #expect(read(lines + "GET / HTTP/1.1\r\n\r\n").head != nil)
        #expect(read(lines + lines + "GET / HTTP/1.1\r\n\r\n").isMalformed)
        #expect(read(lines + lines).isMalformed)
    }

    @Test(
        "what can become no head is refused before it ends",
        arguments: ["\u{16}\u{3}\u{1}", "\n", "\r\n\n", "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nHost: a\nX"])
    func hopeless(text: String) {
        #expect(read(text).isMalformed)
        #expect(read(text, known: max(0, text.utf8.count - 2)).isMalformed)
    }

    @Test(
        "a connection is kept as the version and the client say",
        arguments: [
            ("1.1", "", true), ("1.1", "close", false), ("1.1", "Close", false), ("1.1", "keep-alive, Close", false),
            ("1.1", "upgrade", true), ("1.0", "", false), ("1.0", "Keep-Alive", true), ("1.0", "x, keep-alive", true),
            ("1.0", "keep-alive, close", false),
        ])
    func keepAlive(version: String, value: String, keepsAlive: Bool) {
        let field = value.isEmpty ? "" : "Connection: \(value)\r\n"
        #expect(read("GET / HTTP/\(version)\r\n\(field)\r\n").head?.keepsAlive == keepsAlive)
    }

    @Test(
        "path and query are taken from a target, also from one that is a whole address",
        arguments: [
            ("/a", "/a", nil), ("/a?", "/a", ""), ("/a?b?c", "/a", "b?c"), ("http://localhost:1/a?b", "/a", "b"),
            ("https://x", "/", nil), ("http://x?q", "/", "q"), ("*", "*", nil),
        ] as [(String, String, String?)])
    func targets(target: String, path: String, query: String?) {
        let head = RequestHead(method: .get, target: target, fields: [])
        #expect(head.path == path && head.query == query)
    }
}
