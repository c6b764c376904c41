import HTTPTypes
import Testing

@testable import RouterHTTPServer

@Suite("Heads of replies")
struct ReplyWritingTests {
    private func head(
        _ status: Int, _ fields: ReplyFields, _ ending: ReplyHeadWriter.Ending, connection: StaticString? = nil
    ) -> String {
        var output: [UInt8] = []
        ReplyHeadWriter(serverName: "S").write(
            status: status, fields, ending, connection: connection, date: Array("D".utf8), to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("a head tells how its body ends, and by what the connection is kept")
    func endings() {
        let start = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        let end = "Date: D\r\nServer: S\r\n\r\n"
        #expect(head(200, .json, .length(0)) == start + "Content-Length: 0\r\n" + end)
        #expect(head(200, .json, .length(1_234_567_890)) == start + "Content-Length: 1234567890\r\n" + end)
        #expect(head(200, .json, .chunked) == start + "Transfer-Encoding: chunked\r\n" + end)
        #expect(head(200, .json, .close, connection: "close") == start + "Connection: close\r\n" + end)
        #expect(head(204, ReplyFields(), .none) == "HTTP/1.1 204 No Content\r\n" + end)
        #expect(head(524, ReplyFields(), .none) == "HTTP/1.1 524 \r\n" + end)
    }

    @Test("no value ends its line, and what is no name is left out")
    func values() throws {
        var fields = ReplyFields()
        fields.add("A", "b\r\nSet-Cookie: c\u{0}\u{7F}\td")
        fields.add(named: "x-ratelimit-limit", "10")
        for name in ["", "a b", "a:b", "a\r\nb", "ä"] { fields.add(named: name, "x") }
        var further = HTTPFields()
        further[try #require(HTTPField.Name("Vary"))] = "Origin"
        fields.add(further)
        let text = String(decoding: fields.bytes, as: UTF8.self)
        #expect(text == "A: b  Set-Cookie: c   d\r\nx-ratelimit-limit: 10\r\nVary: Origin\r\n")
    }

    @Test("chunks have their length in hexadecimal digits")
    func chunks() {
        var output: [UInt8] = []
        output.append(chunk: [UInt8](repeating: UInt8(ascii: "x"), count: 26))
        #expect(String(decoding: output, as: UTF8.self) == "1a\r\n" + String(repeating: "x", count: 26) + "\r\n")
    }

    @Test("times are written as HTTP has them")
    func dates() {
        #expect(HTTPDate.bytes(of: 784_111_777) == Array("Sun, 06 Nov 1994 08:49:37 GMT".utf8))
        #expect(HTTPDate.bytes(of: 0) == Array("Thu, 01 Jan 1970 00:00:00 GMT".utf8))
        var date = HTTPDate()
        #expect(date.now().count == 29)
    }
}
