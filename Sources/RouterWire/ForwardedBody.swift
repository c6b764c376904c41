/// A client's body as it goes upstream: the model's name replaced, the router's keys left out, all other bytes kept.
enum ForwardedBody {
    /// Keys that speak to the router and mean nothing to a plain upstream.
    static let ownKeys: [StaticString] = [
        "models", "plugins", "provider", "route", "session_id", "usage", "transforms",
    ]

    /// The body for one upstream.
    ///
    /// - Parameters:
    ///   - document: a JSON object; members of any key may be repeated.
    ///   - upstreamModel: what the upstream calls the model; added at the end where the body names none.
    ///   - asksForUsage: whether `stream_options.include_usage` is switched on.
    ///   - ownKeys: the keys that are left out.
    /// - Returns: JSON text.
    static func bytes(
        of document: JSONDocument, upstreamModel: String, asksForUsage: Bool,
        leavingOut ownKeys: [StaticString] = ownKeys
    ) -> [UInt8] {
        let bytes = document.bytes
        let root = document.root
        let model = quoted(upstreamModel)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + model.count + 64)
        var (keptAny, sawModel, sawStreamOptions) = (false, false, false)
        let start = root.byteRange.lowerBound
        // From the end of the last member to the start of the next stands the separator; in front of the first one, `{`.
        var end = start + 1
        var isFirst = true
        root.forEachMember { member in
            let range = member.byteRange
            defer { (end, isFirst) = (range.upperBound, false) }
            if isFirst { output += bytes[..<range.lowerBound] }
            if ownKeys.contains(where: { member.key.isString($0) }) { return }
            if keptAny { output += bytes[end..<range.lowerBound] }
            keptAny = true
            let value = member.value.byteRange
            if member.key.isString("model") {
                sawModel = true
                output += bytes[range.lowerBound..<value.lowerBound]
                output += model
            } else if asksForUsage, member.key.isString("stream_options") {
                sawStreamOptions = true
                output += bytes[range.lowerBound..<value.lowerBound]
                appendStreamOptions(member.value, bytes, to: &output)
            } else {
                output += bytes[range]
            }
        }
        if isFirst { output += bytes[...start] }
        if !sawModel { add(#""model":"#, model, &keptAny, to: &output) }
        if asksForUsage, !sawStreamOptions {
            add(#""stream_options":"#, Array(#"{"include_usage":true}"#.utf8), &keptAny, to: &output)
        }
        output += bytes[end...]
        return output
    }

    private static func add(_ key: String, _ value: [UInt8], _ keptAny: inout Bool, to output: inout [UInt8]) {
        if keptAny { output.append(UInt8(ascii: ",")) }
        keptAny = true
        output += key.utf8
        output += value
    }

    /// The client's options with token counts switched on.
    private static func appendStreamOptions(_ value: JSONValue, _ bytes: [UInt8], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        value.forEachMember { member in
            guard !member.key.isString("include_usage") else { return }
            output += bytes[member.byteRange]
            output.append(UInt8(ascii: ","))
        }
        output += #""include_usage":true}"#.utf8
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var quoted: [UInt8] = []
        quoted.reserveCapacity(text.utf8.count + 2)
        JSONEscapes.append(text.utf8, quotedTo: &quoted)
        return quoted
    }
}
