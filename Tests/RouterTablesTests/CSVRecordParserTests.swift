import RouterCore
import Testing

@testable import RouterTables

@Suite("CSV records")
struct CSVRecordParserTests {
    private func records(_ text: String) -> [[String]] {
        var parser = CSVRecordParser()
        return text.split(separator: "\n", omittingEmptySubsequences: false).compactMap {
            parser.push(line: Array($0.utf8))
        }
    }

    @Test(
        "fields are cut at commas outside quotes",
        arguments: [
            ("a,b", [["a", "b"]]), ("", [[""]]), (",", [["", ""]]), ("a,,b,", [["a", "", "b", ""]]),
            (" a , b ", [[" a ", " b "]]),
            (#""a,b",c"#, [["a,b", "c"]]), (#""",x"#, [["", "x"]]), (#""say ""hi""""#, [[#"say "hi""#]]),
            (#""""""#, [[#"""#]]),
            ("\"a\nb\",c", [["a\nb", "c"]]), ("\"\n\n\"", [["\n\n"]]),
            ("\"a,\n\"\"b\"\"\n\",c\nd,e", [["a,\n\"b\"\n", "c"], ["d", "e"]]),
            (#"a"b,c"#, [[#"a"b"#, "c"]]), (#"a,"b"#, []), ("é模😀,x", [["é模😀", "x"]]),
        ] as [(String, [[String]])])
    func fields(text: String, expected: [[String]]) { #expect(records(text) == expected) }

    @Test("a quoted field without an end is noticed")
    func unfinished() {
        var parser = CSVRecordParser()
        #expect(parser.push(line: Array(#"a,"b"#.utf8)) == nil)
        #expect(parser.isUnfinished)
        #expect(parser.push(line: Array(#"c""#.utf8)) == ["a", "b\nc"])
        #expect(!parser.isUnfinished)
    }

    @Test("random records are read back the same", arguments: 1...30 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let parts = ["a", ",", "\"", "\n", " ", "é", "\"\"", ""]
        let table = (0..<20).map { _ in
            (0..<3).map { _ in
                (0..<Int.random(in: 0...5, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
                    .joined()
            }
        }
        let text = table.map { fields in
            fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
        }.joined(separator: "\n")
        #expect(records(text) == table, "seed \(seed)")
    }
}
