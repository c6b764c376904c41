import Foundation
import RouterCore
import RouterWire
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
    private func written(_ content: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        content(&json)
        return json.text
    }

    @Test("commas stand between values and nowhere else")
    func nesting() {
        let text = written { json in
            json.object { json in
                json.key("a")
                json.array { json in
                    json.int(1)
                    json.array { _ in }
                    json.object { _ in }
                    json.string("x")
                    json.null()
                }
                json.key("b")
                json.object { json in
                    json.key("c")
                    json.bool(true)
                    json.key("d")
                    json.raw(Array("[1.0e+05]".utf8))
                }
                json.key("e")
                json.bool(false)
            }
        }
        #expect(text == #"{"a":[1,[],{},"x",null],"b":{"c":true,"d":[1.0e+05]},"e":false}"#)
    }

    @Test(
        "only what must be escaped is",
        arguments: [
            ("", #""""#), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#),
            ("\u{0}\u{8}\u{1F}", #""\u0000\u0008\u001f""#),
            ("/é模😀\u{7F}\u{2028}", "\"/é模😀\u{7F}\u{2028}\""),
        ])
    func escapes(text: String, expected: String) {
        #expect(written { $0.string(text) } == expected)
        #expect(
            written { json in
                json.object {
                    $0.key(text); $0.int(0)
                }
            } == "{\(expected):0}")
    }

    @Test(
        "numbers are written as short as they read back, and what JSON lacks as null",
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (0.1, "0.1"), (1e16, "1e+16"), (1e-7, "1e-07"), (-2.5, "-2.5"),
            (1.7976931348623157e308, "1.7976931348623157e+308"), (.leastNonzeroMagnitude, "5e-324"),
            (.infinity, "null"),
            (-.infinity, "null"), (.nan, "null"), (nil, "null"),
        ] as [(Double?, String)])
    func doubles(number: Double?, expected: String) {
        #expect(written { $0.double(number) } == expected)
        #expect(
            written { $0.double(number, digits: 15) } == written { $0.double(number?.rounded(toSignificantDigits: 15)) }
        )
    }

    @Test("absent texts and integers are null")
    func absent() {
        #expect(
            written { json in
                json.array {
                    $0.string(nil); $0.int(nil); $0.int(.min)
                }
            } == "[null,null,\(Int.min)]")
    }

    @Test("random texts and numbers are read back the same", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var source = RandomJSON(seed: seed)
        for _ in 0..<50 {
            let (key, text) = (source.text(), source.text())
            let number = Double(bitPattern: source.random.next())
            let bytes = written { json in
                json.object { json in
                    json.key(key)
                    json.string(text)
                    json.key("number")
                    json.double(number)
                }
            }
            let members = try JSONDocument(text: bytes).root.members
            #expect(members.count == 2, "seed \(seed)")
            #expect(members.first?.key.string.map { Array($0.utf8) } == Array(key.utf8), "seed \(seed)")
            #expect(members.first?.value.string.map { Array($0.utf8) } == Array(text.utf8), "seed \(seed)")
            #expect(members.last?.value.double == (number.isFinite ? number : nil), "\(number), seed \(seed)")
        }
    }
}
