import RouterCore
import RouterWire
import Testing

@Suite("Server-sent events")
struct ServerSentEventParserTests {
    /// The events of a stream that arrives in these pieces, the unfinished last one included.
    private func events(_ pieces: [[UInt8]]) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        var events: [ServerSentEvent] = []
        for piece in pieces { events += try parser.push(piece) }
        if let last = parser.finish() { events.append(last) }
        return events
    }

    private func texts(_ stream: String) throws -> [String?] {
        try events([Array(stream.utf8)]).map { $0.data.map { String(decoding: $0, as: UTF8.self) } }
    }

    @Test(
        "the data of an event is what its data lines hold",
        arguments: [
            ("data: a\n\n", ["a"]), ("data:a\n\n", ["a"]), ("data:  a \n\n", [" a "]), ("data: a\r\n\r\n", ["a"]),
            ("data: a\r\r", ["a"]), ("data: a\ndata: b\n\n", ["a\nb"]),
            ("data: a\r\ndata: b\rdata: c\n\n", ["a\nb\nc"]),
            ("data\n\n", [""]), ("data:\n\n", [""]), ("data\ndata\n\n", ["\n"]), ("data:\ndata: x\n\n", ["\nx"]),
            (": keep-alive\n\n", [nil]), ("event: x\nid: 7\nretry: 5\n\n", [nil]),
            (": c\ndata: a\nevent: x\n\n", ["a"]),
            ("data: a\n\ndata: b\n\n", ["a", "b"]), ("database: a\n\n", [nil]), ("datax\n\n", [nil]),
            (" data: a\n\n", [nil]),
            ("Data: a\n\n", [nil]), ("\n\n", [nil, nil]), ("data: {\"a\":\"b: c\"}\n\n", ["{\"a\":\"b: c\"}"]),
            ("", []),
            ("data: é模😀\n\n", ["é模😀"]), ("data: \u{0}\u{7F}\n\n", ["\u{0}\u{7F}"]),
        ] as [(String, [String?])])
    func data(stream: String, expected: [String?]) throws { #expect(try texts(stream) == expected) }

    @Test(
        "a stream without its last blank line still gives its last event",
        arguments: ["data: a", "data: a\n", "data: a\r", "data: a\r\n", "data: b\n\ndata: a"])
    func noFinalBlankLine(stream: String) throws {
        #expect(try texts(stream).last == "a")
        let raw = try #require(try events([Array(stream.utf8)]).last?.raw)
        // What is passed on has to end the event for the next reader.
        #expect(try texts(String(decoding: raw, as: UTF8.self)).first == "a")
    }

    @Test("an unfinished event without data is dropped", arguments: [": comment", "event: x\n", "dat", "\r"])
    func unfinishedWithoutData(stream: String) throws { #expect(try texts(stream).isEmpty) }

    @Test("a byte order mark means nothing at the start of a stream and is not skipped later")
    func byteOrderMark() throws {
        #expect(try texts("\u{FEFF}data: a\n\n") == ["a"])
        #expect(try texts("\u{FEFF}\u{FEFF}data: a\n\n") == [nil])
        #expect(try texts("data: a\n\n\u{FEFF}data: b\n\n") == ["a", nil])
        #expect(try texts("\n\u{FEFF}data: b\n\n") == [nil, nil])
        #expect(try texts("\u{FEFF}data: a") == ["a"])
    }

    @Test(
        "only the exact end mark ends a stream",
        arguments: [
            ("data: [DONE]\n\n", true), ("data:[DONE]\r\n\r\n", true), ("data: [DONE] \n\n", false),
            ("data: [done]\n\n", false),
            ("data: \"[DONE]\"\n\n", false), (": [DONE]\n\n", false),
        ])
    func endMark(stream: String, isDone: Bool) throws {
        #expect(try events([Array(stream.utf8)]).map(\.isDone) == [isDone])
    }

    @Test(
        "every cut gives the same events, and the raw bytes together are the stream",
        arguments: [
            ": OPENROUTER PROCESSING\n\ndata: {\"a\":1}\n\ndata: x\ndata: y\n\ndata: [DONE]\n\n",
            "data: a\r\n\r\n: c\r\ndata: b\r\n\r\ndata\r\n\r\n", "data: a\r\rdata: b\r\r: c\r\rdata: d\r\n\r\n",
            "data: a\r\n\rdata: b\n\r\ndata: c\r\n\n\r\n", "\u{FEFF}data: é模😀\n\nevent: x\ndata: \u{2028}\n\n",
        ])
    func cuts(stream: String) throws {
        let bytes = Array(stream.utf8)
        let whole = try events([bytes])
        #expect(whole.flatMap(\.raw) == bytes)
        for cut in 0...bytes.count {
            #expect(try events([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
            for second in cut...bytes.count {
                let pieces = [Array(bytes[..<cut]), Array(bytes[cut..<second]), Array(bytes[second...])]
                #expect(try events(pieces) == whole, "cuts at \(cut) and \(second)")
            }
        }
        #expect(try events(bytes.map { [$0] }) == whole)
    }

    @Test("random streams give the same events in random pieces", arguments: 1...20 as ClosedRange<UInt64>)
    func randomCuts(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let parts = ["data: a", "data", ":", "\n", "\r", "\r\n", "\n\n", "é", " ", "data:b", "x"].map { Array($0.utf8) }
        for _ in 0..<100 {
            let stream = (0..<Int.random(in: 0...12, using: &random)).flatMap { _ in
                parts[Int.random(in: 0..<parts.count, using: &random)]
            }
            var pieces: [[UInt8]] = []
            var rest = stream[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &random)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            #expect(try events(pieces) == events([stream]), "\(stream), pieces \(pieces.map(\.count)), seed \(seed)")
        }
    }

    @Test("events come as soon as they are complete")
    func promptness() throws {
        var parser = ServerSentEventParser()
        #expect(try parser.push(Array("data: a\n".utf8)).isEmpty)
        #expect(try parser.push(Array("\nda".utf8)).count == 1)
        #expect(try parser.push(Array("ta: b\n\n".utf8)).count == 1)
        #expect(parser.finish() == nil)
    }

    @Test("an event beyond the size limit is an error, and one at the limit is not")
    func sizeLimit() throws {
        let limit = ServerSentEventParser.maxEventBytes
        let atLimit = Array("data: ".utf8) + [UInt8](repeating: 0x61, count: limit - 6)
        var parser = ServerSentEventParser()
        #expect(try parser.push(atLimit).isEmpty)
        let error = #expect(throws: WireError.self) { try parser.push([0x61]) }
        #expect(error?.code == .invalidValue)
        #expect(error?.description.contains("\(limit)") == true)
    }

    /// Copying the data for each of its lines would move 250 GB here.
    @Test("an event of very many lines is read in linear time", .timeLimit(.minutes(5)))
    func manyLines() throws {
        let count = 700_000
        let stream = [UInt8]([UInt8](repeating: 0, count: count).flatMap { _ in Array("data\n".utf8) } + [0x0A])
        #expect(try events([stream]).map { $0.data?.count } == [count - 1])
    }
}
