/// Escapes of JSON strings (RFC 8259, section 7), in both directions.
enum JSONEscapes {
    /// The UTF-8 of an escaped string that a ``JSONScanner`` has accepted; a lone surrogate becomes U+FFFD.
    static func decode(_ escaped: ArraySlice<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(escaped.count)
        var at = escaped.startIndex
        while at < escaped.endIndex {
            guard escaped[at] == UInt8(ascii: "\\") else {
                plain.append(escaped[at])
                at += 1
                continue
            }
            switch escaped[at + 1] {
            case UInt8(ascii: "b"): plain.append(0x08)
            case UInt8(ascii: "f"): plain.append(0x0C)
            case UInt8(ascii: "n"): plain.append(0x0A)
            case UInt8(ascii: "r"): plain.append(0x0D)
            case UInt8(ascii: "t"): plain.append(0x09)
            case UInt8(ascii: "u"):
                appendUnicode(escaped, &at, to: &plain)
                continue
            case let same: plain.append(same)
            }
            at += 2
        }
        return plain
    }

    private static func appendUnicode(_ escaped: ArraySlice<UInt8>, _ at: inout Int, to plain: inout [UInt8]) {
        let first = codeUnit(escaped, at + 2)
        at += 6
        var scalar = UInt32(first)
        let isHigh = (0xD800...0xDBFF).contains(first)
        if isHigh, at + 5 < escaped.endIndex, escaped[at] == UInt8(ascii: "\\"), escaped[at + 1] == UInt8(ascii: "u") {
            let second = codeUnit(escaped, at + 2)
            if (0xDC00...0xDFFF).contains(second) {
                scalar = 0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00)
                at += 6
            }
        }
        plain.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
    }

    private static func codeUnit(_ escaped: ArraySlice<UInt8>, _ at: Int) -> UInt16 {
        (0..<4).reduce(0) { $0 << 4 | (escaped[at + $1].hexDigitValue ?? 0) }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)

    /// Appends the text between quotes, escaping only what must be.
    static func append(_ text: some Sequence<UInt8>, quotedTo output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        let isPlain = text.withContiguousStorageIfAvailable { bytes in
            bytes.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        }
        // Nearly all texts need no escape, and copying them whole is several times as fast.
        if isPlain == true {
            output.append(contentsOf: text)
        } else {
            appendEscaped(text, to: &output)
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
            case 0x0A: output += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0x0D: output += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case 0x09: output += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0..<0x20:
                output += Array("\\u00".utf8) + [hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            default: output.append(byte)
            }
        }
    }
}
