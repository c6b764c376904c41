import Foundation
import RouterCore

/// Writes random valid JSON: white space, escapes and number forms as any client may choose them.
struct RandomJSON {
    var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func chance(_ outOf: Int) -> Bool { Int.random(in: 0..<outOf, using: &random) == 0 }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    /// White space between tokens; mostly none.
    mutating func space() -> String {
        guard chance(3) else { return "" }
        return (0..<Int.random(in: 1...3, using: &random)).map { _ in pick([" ", "\n", "\t", "\r", "\r\n"]) }.joined()
    }

    /// A number in one of the forms that RFC 8259 allows; it survives a round trip through a double.
    mutating func number() -> String {
        pick([
            "0", "-0", "1.0e+05", "1E400", "-1.5e-3", "1e5", "0.1", "12345678901234567890", "-7", "3.14159265358979312",
            "\(Int.random(in: -1_000_000...1_000_000, using: &random))", "\(random.nextUnit())", "5e-324", "2.50",
        ])
    }

    /// A quoted text that decodes to `text`, each scalar written plainly or escaped.
    mutating func quoted(_ text: String, escaping rarity: Int = 4) -> String {
        var written = "\""
        for scalar in text.unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if let short = Self.shortEscapes[scalar], mustEscape || chance(rarity), !chance(3) {
                written += short
            } else if mustEscape || chance(rarity) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: chance(2))
                    written += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                written.unicodeScalars.append(scalar)
            }
        }
        return written + "\""
    }

    private static let shortEscapes: [Unicode.Scalar: String] = [
        "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\u{8}": "\\b", "\u{C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
    ]

    /// A short text of many scripts, control characters and quotes included.
    mutating func text() -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{8}", "\u{C}", "\u{1F}", "\u{7F}", "é",
            "ß", "Ж", "模",
            "\u{2028}", "\u{FFFD}", "\u{D7FF}", "\u{E000}", "\u{10FFFF}", "😀", "{", "}", "[", ":", ",",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...8, using: &random) { text.unicodeScalars.append(pick(scalars)) }
        return text
    }

    /// A value nested at most `depth` deep; keys of one object are never repeated.
    mutating func value(depth: Int = 4) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0: return "null"
        case 1: return pick(["true", "false"])
        case 2: return number()
        case 3, 4: return quoted(text())
        case 5:
            let count = Int.random(in: 0...4, using: &random)
            return list("[", "]", (0..<count).map { _ in value(depth: depth - 1) })
        default:
            let count = Int.random(in: 0...4, using: &random)
            return object((0..<count).map { (quoted("k\($0)" + text()), value(depth: depth - 1)) })
        }
    }

    /// An object of members that are JSON text already.
    mutating func object(_ members: [(key: String, value: String)]) -> String {
        list("{", "}", members.map { $0.key + space() + ":" + space() + $0.value })
    }

    private mutating func list(_ open: String, _ close: String, _ items: [String]) -> String {
        let body = items.isEmpty ? space() : items.map { space() + $0 + space() }.joined(separator: ",")
        return open + body + close
    }
}
