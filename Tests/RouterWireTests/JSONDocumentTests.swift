import Foundation
import RouterCore
import RouterWire
import Testing

@Suite("JSON document")
struct JSONDocumentTests {
    @Test(
        "well-formed texts are accepted",
        arguments: [
            "null", " true ", "\n\tfalse\r", "0", "-0", "1.5E+2", "\"\"", "[]", "{}", "[ ]", "{ }", "[[[]]]", "[1,2]",
            "[1 , 2]", #"{"a":1}"#, #"{"":0}"#, #"{"a":{"b":[null]}}"#, #"{"a":1,"a":2}"#, "[-1e-1]", "[0e+1]",
            "[20e1]",
            "[123456789012345678901234567890]", "[1e999]", "[-123]", #"["\u0000"]"#, #"["\"\\\/\b\f\n\r\t"]"#,
            #"["\uD834\uDD1E"]"#, #"["\uD800"]"#, #"["\uDC00\uD800"]"#, #"["\u00aF"]"#, "[\"\u{7F}\"]",
            "[\"\u{2028}\"]",
            "[\"\u{10FFFF}\u{FFFE}\"]", "[\"\u{FEFF}\"]",
        ])
    func accepted(text: String) throws {
        let document = try JSONDocument(text: text)
        #expect(document.bytes == Array(text.utf8))
    }

    @Test(
        "everything else is refused, with the offset of the first fault",
        arguments: [
            ("", 0), (" ", 1), ("nul", 0), ("True", 0), ("[1,]", 3), ("[,1]", 1), ("[1,,2]", 3), ("[1", 2), ("[", 1),
            ("]", 0), ("[1}", 2), (#"{"a":1]"#, 6), ("[1]x", 3), ("[1] [2]", 4), ("1 2", 2), ("{", 1), ("{a:1}", 1),
            ("{'a':1}", 1), (#"{"a"}"#, 4), (#"{"a" 1}"#, 5), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), (#"{,"a":1}"#, 1),
            (#"{"a":1 "b":2}"#, 7), (#"{"a"::1}"#, 5), (#"{1:1}"#, 1), (#"{null:1}"#, 1), ("01", 1), ("-", 0),
            ("-01", 2),
            ("+1", 0), (".5", 0), ("1.", 2), ("[1.]", 3), ("1.e1", 2), ("1e", 2), ("1e+", 3), ("[1eE2]", 3), ("0x1", 1),
            ("NaN", 0), ("-Infinity", 0), ("1_000", 1), ("\"", 1), ("\"a", 2), (#""\"#, 1), (#""\x""#, 1),
            (#""\a""#, 1),
            (#""\u12""#, 1), (#""\u12G4""#, 1), (#""\U0041""#, 1), (#""a\"#, 2), ("\"a\nb\"", 2), ("\"\t\"", 1),
            ("\"\u{0}\"", 1), ("'a'", 0), ("// c\n1", 0), ("/**/1", 0), ("\u{FEFF}1", 0), ("\u{A0}1", 0),
            ("[\u{C}]", 1),
            ("[1\u{0}]", 2), ("trueish", 4), ("[true false]", 6), ("nullnull", 4),
        ])
    func refused(text: String, offset: Int) {
        let error = #expect(throws: WireError.self) { try JSONDocument(text: text) }
        #expect(error?.code == .invalidJSON)
        #expect(
            error?.description.hasPrefix("invalid JSON at byte \(offset): ") == true, "\(error?.description ?? "-")")
    }

    @Test(
        "bytes that are not UTF-8 are refused inside strings and outside",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x20], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        let inString = #expect(throws: WireError.self) { try JSONDocument([0x22] + bytes + [0x22]) }
        #expect(inString?.description == "invalid JSON at byte 1: invalid UTF-8")
        #expect(throws: WireError.self) { try JSONDocument([0x22] + bytes) }
        #expect(throws: WireError.self) { try JSONDocument(bytes) }
    }

    @Test(
        "the scanner and the standard library agree on which bytes are UTF-8", arguments: 1...10 as ClosedRange<UInt64>)
    func utf8Agreement(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let interesting: [UInt8] = [
            0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4,
        ]
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                interesting[Int.random(in: 0..<interesting.count, using: &random)]
            }
            let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
            #expect(((try? JSONDocument([0x22] + bytes + [0x22])) != nil) == isUTF8, "\(bytes), seed \(seed)")
        }
    }

    @Test("nesting is accepted up to the limit and refused beyond it", arguments: ["[", #"{"a":"#])
    func depth(open: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + (open == "[" ? "" : "1")
                + String(repeating: open == "[" ? "]" : "}", count: depth)
        }
        _ = try JSONDocument(text: nested(JSONDocument.maxDepth))
        let error = #expect(throws: WireError.self) { try JSONDocument(text: nested(JSONDocument.maxDepth + 1)) }
        #expect(error?.description.contains("nested too deeply") == true)
        #expect(throws: WireError.self) { try JSONDocument(text: String(repeating: open, count: 1_000_000)) }
    }

    @Test("depth is what is open at a time, not what was opened")
    func width() throws {
        let text = "[" + Array(repeating: "[]", count: 2000).joined(separator: ",") + "]"
        #expect(try JSONDocument(text: text).root.elements.count == 2000)
    }

    @Test("no text of the document is in the error")
    func silentError() {
        let error = #expect(throws: WireError.self) { try JSONDocument(text: #"{"prompt": "my secret" oops}"#) }
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.contains("oops") == false)
    }
}
