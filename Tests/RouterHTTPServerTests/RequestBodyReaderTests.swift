import Testing

@testable import RouterHTTPServer

@Suite("Request bodies")
struct RequestBodyReaderTests {
    /// Reads pieces of a size; what a piece leaves is given again with the next.
    private func read(
        _ text: String, _ framing: BodyFraming, limit: Int = 100, step: Int = 1000
    ) -> (body: String?, rest: String, progress: RequestBodyReader.Progress) {
        var reader = RequestBodyReader(framing, limit: limit)
        var waiting: [UInt8] = []
        var progress = RequestBodyReader.Progress.incomplete
        var left = Array(text.utf8)[...]
        while !left.isEmpty, case .incomplete = progress {
            waiting += left.prefix(step)
            left = left.dropFirst(step)
            var used = 0
            progress = waiting.withUnsafeBufferPointer { reader.read($0, used: &used) }
            waiting.removeFirst(used)
        }
        var body: String?
        if case .whole(let bytes) = reader.body { body = String(decoding: bytes, as: UTF8.self) }
        return (body, String(decoding: waiting + left, as: UTF8.self), progress)
    }

    @Test("a body of known length ends there, in whatever pieces it comes", arguments: [1, 2, 5, 1000])
    func length(step: Int) {
        let (body, rest, progress) = read("{\"a\":1}GET /", .length(7), step: step)
        #expect(body == "{\"a\":1}" && "GET /".hasPrefix(rest.prefix(1)))
        guard case .complete = progress else { return #expect(Bool(false)) }
    }

    @Test("chunks are put together, with extensions and trailers left out", arguments: [1, 3, 7, 1000])
    func chunked(step: Int) {
        let text = "3\r\nabc\r\nA ; x=y\r\n0123456789\r\n000\r\nTrailer: 1\r\n\r\n"
        let (body, _, progress) = read(text, .chunked, step: step)
        #expect(body == "abc0123456789")
        guard case .complete = progress else { return #expect(Bool(false)) }
    }

    @Test(
        "what is no chunk is refused",
        arguments: [
            "\r\n", "g\r\n", "-1\r\n", "0x1\r\n", "1 2\r\n", "1\r\nab\r\n", "1\r\na\rb", "1234567890abcdef0\r\n",
            String(repeating: "0", count: 5000), "1\n\na\r\n", ";x\r\n",
            "0\r\n" + String(repeating: "A: b\r\n", count: 1000), "1;a\rb\r\nx\r\n", "1;a\u{0}b\r\nx\r\n", "1\nx",
            "0\r\nA: b\n\nGET / HTTP/1.1\r\n", "0\r\nA: b\rc\r\n", "0\r\nno colon\r\n", "0\r\n: b\r\n", "0\n\n",
        ])
    func malformed(text: String) {
        guard case .malformed = read(text, .chunked).progress else { return #expect(Bool(false), "\(text.prefix(20))") }
    }

    @Test("a body that is too long is read to its end and not kept")
    func tooLong() {
        for (text, framing) in [("abcdefgh", BodyFraming.length(8)), ("8\r\nabcdefgh\r\n0\r\n\r\n", .chunked)] {
            let (body, rest, progress) = read(text, framing, limit: 7)
            #expect(body == nil && rest.isEmpty)
            guard case .complete = progress else { return #expect(Bool(false)) }
            #expect(read(text, framing, limit: 8).body == "abcdefgh")
        }
    }
}
