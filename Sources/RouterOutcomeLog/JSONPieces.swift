extension ByteBuffer {
    /// Appends a JSON list.
    ///
    /// - Parameters:
    ///   - count: number of elements.
    ///   - append: appends the element of a position.
    @inline(__always)
    mutating func appendList(count: Int, _ append: (Int, inout ByteBuffer) -> Void) {
        self.append(UInt8(ascii: "["))
        for position in 0..<count {
            if position > 0 { self.append(UInt8(ascii: ",")) }
            append(position, &self)
        }
        self.append(UInt8(ascii: "]"))
    }

    /// Appends a JSON string.
    mutating func appendQuoted(_ value: String) {
        append(UInt8(ascii: "\""))
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            append(value)
        } else {
            for byte in value.utf8 {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    append(UInt8(ascii: "\\"))
                    append(byte)
                case 0..<0x20:
                    append(byte < 0x10 ? "\\u000" as StaticString : "\\u00")
                    append(String(byte, radix: 16))
                default: append(byte)
                }
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// Appends an integer.
    @inline(__always)
    mutating func appendInteger(_ value: Int) {
        if 0..<10 ~= value { append(UInt8(truncatingIfNeeded: value) | 0x30) } else { append(String(value)) }
    }

    /// Appends a number that reads back as the same `Double`; `"inf"`, `"-inf"` or `"nan"` where JSON has none.
    @inline(__always)
    mutating func appendNumber(_ value: Double) {
        if value == 0 && value.sign == .plus {
            append(UInt8(ascii: "0"))  // most probabilities
        } else if value == 1 {
            append(UInt8(ascii: "1"))
        } else if value.isFinite {
            appendDecimal(value)
        } else {
            append(value.isNaN ? "\"nan\"" as StaticString : value > 0 ? "\"inf\"" : "\"-inf\"")
        }
    }

    /// Appends a number, or `null`.
    @inline(__always)
    mutating func appendNumber(_ value: Double?) {
        if let value { appendNumber(value) } else { append("null" as StaticString) }
    }
}
