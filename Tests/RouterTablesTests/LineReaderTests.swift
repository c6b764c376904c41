import Foundation
import RouterCore
import RouterTables
import Testing

@Suite("Line reader")
struct LineReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func lines(_ path: String) throws -> [String] {
        let reader = try LineReader(path: path)
        var lines: [String] = []
        while let line = try reader.next() {
            lines.append(String(decoding: line, as: UTF8.self))
            #expect(reader.lineNumber == lines.count)
        }
        #expect(try reader.next() == nil)
        return lines
    }

    @Test(
        "lines end with LF or CRLF, and the last one needs no end",
        arguments: [
            ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("a\r\nb\r\n", ["a", "b"]),
            ("a\n\n\nb\n", ["a", "", "", "b"]), ("\r\n\r\n", ["", ""]), ("a\rb\n", ["a\rb"]), ("a\r\r\n", ["a\r"]),
            ("é\u{2028}模\n", ["é\u{2028}模"]), ("a\u{0}b\n", ["a\u{0}b"]),
        ] as [(String, [String])])
    func lineEnds(text: String, expected: [String]) throws {
        #expect(try lines(folder.write("plain", text)) == expected)
        #expect(try lines(folder.gzip("packed.gz", [Array(text.utf8)])) == expected)
    }

    @Test("a last line that only a CR ends keeps it, as LF is what ends a line")
    func lastCarriageReturn() throws { #expect(try lines(folder.write("plain", "a\r")) == ["a\r"]) }

    @Test(
        "random lines are read as they were written, across all pieces of the file",
        arguments: 1...2 as ClosedRange<UInt64>)
    func randomLines(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        // Some lines are longer than the pieces in which the file is read.
        let expected = (0..<60).map { _ in
            let length = Int.random(in: 0...9, using: &random) == 0 ? 700_000 : 3000
            return String(
                repeating: ["x", "é"].randomElement(using: &random) ?? "x",
                count: Int.random(in: 0...length, using: &random))
        }
        let text = Array(expected.joined(separator: "\r\n").utf8) + [0x0A]
        #expect(try lines(folder.write("plain", text)) == expected, "seed \(seed)")
        #expect(try lines(folder.gzip("packed.gz", [text])) == expected, "seed \(seed)")
    }

    @Test("gzip members that follow each other are one text")
    func concatenatedMembers() throws {
        let first = try folder.read(folder.gzip("1.gz", [Array("a\nb".utf8)]))
        let second = try folder.read(folder.gzip("2.gz", [Array("c\nd\n".utf8)]))
        #expect(try lines(folder.write("both.gz", first + second)) == ["a", "bc", "d"])
    }

    @Test("a file is read as it is asked for, with bounded read-ahead")
    func boundedReadAhead() throws {
        let path = try folder.write("plain", String(repeating: String(repeating: "x", count: 999) + "\n", count: 8000))
        let reader = try LineReader(path: path)
        var returned = 0
        var furthest = 0
        while let line = try reader.next() {
            returned += line.count + 1
            furthest = max(furthest, reader.consumedBytes - returned)
        }
        // zlib's own buffer and ours hold a quarter of a megabyte each; the file has eight.
        #expect(furthest <= 1 << 20)
        #expect(returned == 8_000_000 && reader.consumedBytes == 8_000_000)
    }

    @Test("a gzip file that was cut off is an error, wherever it was cut", arguments: [0.02, 0.3, 0.7, 0.95, 0.999])
    func cutOff(share: Double) throws {
        var random = SplitMix64(seed: 3)
        let text = (0..<20_000).flatMap { _ in Array("\(random.next())\n".utf8) }
        let whole = try folder.read(folder.gzip("whole.gz", [text]))
        let path = try folder.write("cut.gz", Array(whole.prefix(Int(Double(whole.count) * share))))
        let error = #expect(throws: TableError.self) { try lines(path) }
        #expect(error?.code == .corrupt)
        #expect(error?.path == path)
    }

    @Test("a gzip file without its last byte is an error, and so is one with a changed byte")
    func damaged() throws {
        let whole = try folder.read(
            folder.gzip("whole.gz", [Array(String(repeating: "some line\n", count: 5000).utf8)]))
        let short = try folder.write("short.gz", Array(whole.dropLast()))
        #expect(#expect(throws: TableError.self) { try lines(short) }?.code == .corrupt)
        var changed = whole
        changed[whole.count - 6] ^= 0x10  // in the checksum
        let wrong = try folder.write("wrong.gz", changed)
        #expect(#expect(throws: TableError.self) { try lines(wrong) }?.code == .corrupt)
    }

    @Test("a file that is not there is an error with its name")
    func missing() throws {
        let error = #expect(throws: TableError.self) { try LineReader(path: folder.path("absent")) }
        #expect(error?.code == .unreadable)
        #expect(error?.description.hasPrefix(folder.path("absent") + ": ") == true)
    }

    @Test("a folder is an error and no empty file")
    func directory() throws {
        #expect(throws: TableError.self) { try lines(folder.path("")) }
    }

    @Test("a line beyond the limit is an error with its number, and the line behind it comes next")
    func longLine() throws {
        let long = [UInt8](repeating: 0x61, count: 3 << 20)
        let path = try folder.gzip("long.gz", [Array("first\n".utf8), long, Array("\nlast\n".utf8)])
        let reader = try LineReader(path: path, maxLineBytes: 1 << 20)
        #expect(try reader.next() == Array("first".utf8))
        let error = #expect(throws: TableError.self) { try reader.next() }
        #expect(error?.code == .badLine)
        #expect(error?.description.hasPrefix("\(path):2: ") == true)
        #expect(try reader.next() == Array("last".utf8))
        #expect(reader.lineNumber == 3)
        #expect(try reader.next() == nil)
    }

    @Test("a dash is standard input")
    func standardInput() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let file = try #require(fopen(folder.write("input", "a\r\nb"), "r"))
            dup2(fileno(file), 0)
            let reader = try LineReader(path: "-")
            #expect(try reader.next() == Array("a".utf8))
            #expect(try reader.next() == Array("b".utf8))
            #expect(try reader.next() == nil)
        }
    }
}
