/// A JSON string put together from others, without decoding them.
struct QuotedText {
    /// What stands between the quotes.
    private(set) var inner: [UInt8] = []

    /// Whether there is no text.
    var isEmpty: Bool { inner.isEmpty }

    /// The string with its quotes.
    var quoted: [UInt8] { [UInt8(ascii: "\"")] + inner + [UInt8(ascii: "\"")] }

    /// Appends what stands between the quotes of another string.
    ///
    /// - Parameters:
    ///   - escaped: well-formed, escapes included.
    ///   - separator: put in front where there is text already, escapes included.
    mutating func append(_ escaped: ArraySlice<UInt8>, after separator: String = "") {
        if !inner.isEmpty { inner += separator.utf8 }
        inner += escaped
    }
}

extension JSONValue {
    /// What stands between the quotes of a string; nothing for another type.
    var escapedText: ArraySlice<UInt8> { kind == .string ? rawBytes.dropFirst().dropLast() : [] }
}
