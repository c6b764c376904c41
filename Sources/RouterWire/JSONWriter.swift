/// Writes JSON text piece by piece, minding the commas.
///
/// ```swift
/// var json = JSONWriter()
/// json.object { json in
///     json.key("model"); json.string("auto")
///     json.key("sizes"); json.array { $0.int(1); $0.int(2) }
/// }
/// ```
package struct JSONWriter {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Starts with no text.
    ///
    /// - Parameter reservingBytes: how long the text will about be.
    package init(reservingBytes: Int = 0) { bytes.reserveCapacity(reservingBytes) }

    /// The text as a string.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Writes an object whose members `content` writes.
    package mutating func object(_ content: (inout JSONWriter) -> Void) {
        enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), content)
    }

    /// Writes an array whose elements `content` writes.
    package mutating func array(_ content: (inout JSONWriter) -> Void) {
        enclose(UInt8(ascii: "["), UInt8(ascii: "]"), content)
    }

    private mutating func enclose(_ open: UInt8, _ close: UInt8, _ content: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(open)
        needsComma = false
        content(&self)
        bytes.append(close)
        needsComma = true
    }

    /// Writes a key; the next call writes its value.
    package mutating func key(_ key: String) {
        separate()
        JSONEscapes.append(key.utf8, quotedTo: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a text, or `null`.
    package mutating func string(_ value: String?) {
        guard let value else { return null() }
        separate()
        JSONEscapes.append(value.utf8, quotedTo: &bytes)
    }

    /// Writes an integer, or `null`.
    package mutating func int(_ value: Int?) {
        guard let value else { return null() }
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes the shortest number that reads back the same, or `null` for `nil`, infinities and NaN, which JSON lacks.
    package mutating func double(_ value: Double?) {
        guard let value, value.isFinite else { return null() }
        separate()
        let text = value.description
        bytes.append(contentsOf: (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8)
    }

    /// Writes a number rounded to a count of significant digits, or `null`.
    package mutating func double(_ value: Double?, digits: Int) {
        double(value.map { $0.rounded(toSignificantDigits: digits) })
    }

    /// Writes a truth value.
    package mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Writes `null`.
    package mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// Writes a value that is JSON text already.
    package mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Writes a member that holds a text, or `null`.
    package mutating func key(_ key: String, string value: String?) {
        self.key(key)
        string(value)
    }

    /// Writes a member that holds an integer, or `null`.
    package mutating func key(_ key: String, int value: Int?) {
        self.key(key)
        int(value)
    }

    /// Writes a member that holds a number, rounded to a count of significant digits where one is given, or `null`.
    package mutating func key(_ key: String, double value: Double?, digits: Int? = nil) {
        self.key(key)
        if let digits { double(value, digits: digits) } else { double(value) }
    }

    /// Writes a member that holds a truth value.
    package mutating func key(_ key: String, bool value: Bool) {
        self.key(key)
        bool(value)
    }

    /// Writes a member that holds a list of texts.
    package mutating func key(_ key: String, strings values: some Sequence<String>) {
        self.key(key)
        array { json in for value in values { json.string(value) } }
    }
}
