import RouterWire

/// Texts that fit a schema of type `string`.
enum SchemaText {
    private static let formats: [String: String] = [
        "date-time": "2026-01-01T00:00:00Z", "date": "2026-01-01", "time": "00:00:00Z", "duration": "PT0S",
        "email": "simulated@example.invalid", "hostname": "example.invalid", "uri": "https://example.invalid/",
        "uuid": "00000000-0000-0000-0000-000000000000", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
    ]

    /// A text of the schema's format, or "simulated" shortened or repeated to fit its length.
    ///
    /// - Parameter find: looks up a key of the schema.
    /// - Returns: the text.
    static func example(find: (StaticString) -> JSONValue?) -> String {
        if let format = find("format")?.string, let text = formats[format] { return text }
        let word = "simulated"
        let shortest = min(max(find("minLength")?.int ?? 0, 0), 10_000)
        let longest = max(find("maxLength")?.int ?? .max, 0)
        let repeated = String(repeating: word, count: max(1, (shortest + word.count - 1) / word.count))
        return String(repeated.prefix(min(longest, max(shortest, word.count))))
    }
}
