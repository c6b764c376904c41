import Testing

@testable import RouterDispatch

@Suite("Reply head parser")
struct ReplyHeadParserTests {
    /// Feeds lines with their line ends, as libcurl does; the head, or `nil` if it is malformed or incomplete.
    private func parse(_ lines: [String], with parser: inout ReplyHeadParser) -> ReplyHead? {
        for line in lines {
            let event = Array("\(line)\r\n".utf8).withUnsafeBytes { parser.consume($0) }
            switch event {
            case .more: continue
            case .complete(let head): return head
            case .malformed: return nil
            }
        }
        return nil
    }

    private func parse(_ lines: [String]) -> ReplyHead? {
        var parser = ReplyHeadParser()
        return parse(lines, with: &parser)
    }

    @Test("names become lower case, values lose their outer blanks and nothing else, order is kept")
    func fields() throws {
        let head = try #require(
            parse(["HTTP/1.1 429 Too Many", "Retry-After:7", "X-A: \t a: b \t", "X-A:", "Ünused-Größe: é", ""]))
        #expect(head.status == 429)
        #expect(head.headers.map(\.name) == ["retry-after", "x-a", "x-a", "Ünused-größe"])
        #expect(head.headers.map(\.value) == ["7", "a: b", "", "é"])
    }

    @Test(
        "a status line needs a version and three digits",
        arguments: [
            ("HTTP/1.1 200 OK", 200), ("HTTP/2 204", 204), ("HTTP/1.0 599 ", 599), ("HTTP/1.1 20 OK", nil),
            ("HTTP/1.1 2000 OK", nil), ("HTTP/1.1 2x0", nil), ("HTTP/1.1", nil), ("ICY 200 OK", nil), ("", nil),
            ("HTTP/1.1 099 Low", nil),
        ] as [(String, Int?)])
    func statusLine(line: String, status: Int?) {
        #expect(parse([line, ""])?.status == status)
    }

    @Test("interim heads are skipped with their fields, trailers are ignored")
    func interim() throws {
        var parser = ReplyHeadParser()
        #expect(parse(["HTTP/1.1 100 Continue", "", "HTTP/1.1 103 Early Hints", "Link: </a>"], with: &parser) == nil)
        #expect(!parser.hasBegun)
        let head = try #require(parse(["", "HTTP/1.1 200 OK", "A: 1", ""], with: &parser))
        #expect(head.headers.map(\.name) == ["a"])
        #expect(parser.hasBegun)
        #expect(parse(["Trailer: 1", ""], with: &parser) == nil)
    }

    @Test("a folded line belongs to the value above it")
    func fold() throws {
        let head = try #require(parse(["HTTP/1.1 200 OK", "A: one", "  two", ""]))
        #expect(head.headers.map(\.value) == ["one two"])
        #expect(parse(["HTTP/1.1 200 OK", " two", ""]) == nil)
    }

    @Test("a line without a name is malformed", arguments: ["no colon", ": nameless"])
    func nameless(line: String) {
        #expect(parse(["HTTP/1.1 200 OK", line, ""]) == nil)
    }

    @Test("a head without an end is refused at 256 kB")
    func endless() {
        var parser = ReplyHeadParser()
        _ = parse(["HTTP/1.1 200 OK"], with: &parser)
        let line = Array("A: \(String(repeating: "x", count: 1019))\r\n".utf8)
        var count = 0
        while case .more = line.withUnsafeBytes({ parser.consume($0) }) { count += 1 }
        #expect(count == 255)
    }
}
