import RouterCore

/// Reads which conversation a request belongs to.
enum SessionKeyReader {
    /// The longest name of a session, in UTF-16 units as OpenRouter counts.
    static let maxLength = 256
    /// How much of each message is hashed at most, in bytes.
    static let maxHashedBytes = 4096

    /// The session's key: `session_id`, the header, `prompt_cache_key`, or a hash of how the conversation begins.
    ///
    /// - Returns: `nil` = none of these is there.
    /// - Throws: ``WireError`` if a name of the session is not 1 to ``maxLength`` long.
    static func key(of root: JSONValue, header: String?) throws(WireError) -> SessionKey? {
        if let id = try root.text("session_id") { return try named(id, "session_id") }
        if let header, !header.isEmpty { return try named(header, "x-session-id") }
        // The upstream reads `prompt_cache_key` too and judges by itself what is none.
        if let key = root["prompt_cache_key"]?.string, !key.isEmpty {
            guard key.utf16.count > maxLength else { return SessionKey(value: key, isExplicit: true) }
            var hash = FNV1a()
            hash.combine(Array(key.utf8)[...])
            return SessionKey(value: hash.hexadecimal, isExplicit: true)
        }
        return opening(of: root)
    }

    private static func named(_ name: String, _ key: String) throws(WireError) -> SessionKey {
        guard (1...maxLength).contains(name.utf16.count) else {
            throw WireError(
                .invalidValue, key: key,
                "'\(key)' is \(name.utf16.count) characters long; 1 to \(maxLength) are accepted")
        }
        return SessionKey(value: name, isExplicit: true)
    }

    /// The hash of the first instructions and the first message that is none, as they are written.
    private static func opening(of root: JSONValue) -> SessionKey? {
        // Anthropic's bodies keep the instructions beside the messages.
        var instructions = root["system"]
        var first: JSONValue?
        for message in root["messages"]?.elements ?? [] {
            guard let role = message["role"] else { continue }
            guard role.isString("system") || role.isString("developer") else {
                first = message
                break
            }
            if instructions == nil { instructions = message }
        }
        guard instructions != nil || first != nil else { return nil }
        var hash = FNV1a()
        hash.combine(instructions?.rawBytes.prefix(maxHashedBytes) ?? [])
        hash.combine(first?.rawBytes.prefix(maxHashedBytes) ?? [])
        return SessionKey(value: hash.hexadecimal, isExplicit: false)
    }
}
