/// Writes the small JSON texts of the log into one string, without intermediate values.
struct JSONText {
    /// What was written so far.
    private(set) var text = ""

    /// Starts with room for so many bytes.
    init(capacity: Int = 256) { text.reserveCapacity(capacity) }

    /// Appends a piece as it is.
    mutating func raw(_ piece: String) { text.append(piece) }

    /// Appends a list.
    mutating func list<Element>(_ elements: [Element], _ write: (Element, inout Self) -> Void) {
        text.append("[")
        for (position, element) in elements.enumerated() {
            if position > 0 { text.append(",") }
            write(element, &self)
        }
        text.append("]")
    }

    /// Appends a text in quotes.
    mutating func string(_ value: String) {
        text.append("\"")
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            text.append(value)
        } else {
            for scalar in value.unicodeScalars {
                switch scalar {
                case "\"", "\\": text.append("\\\(scalar)")
                case "\u{0}"..<" ":
                    let digits = String(scalar.value, radix: 16)
                    text.append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        text.append("\"")
    }

    /// Appends the shortest number that reads back as the same `Double`; `"inf"`, `"-inf"` or `"nan"` where JSON has none.
    mutating func number(_ value: Double) {
        if value == 0 && value.sign == .plus {
            text.append("0")  // most probabilities
        } else if value == 1 {
            text.append("1")
        } else if value.isFinite {
            value.write(to: &text)
        } else {
            text.append(value.isNaN ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\"")
        }
    }

    /// Appends a number, or `null`.
    mutating func number(_ value: Double?) {
        if let value { number(value) } else { text.append("null") }
    }
}
