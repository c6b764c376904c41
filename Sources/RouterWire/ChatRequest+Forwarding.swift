extension ChatRequest {
    /// Keys that speak to the router and mean nothing to a plain upstream.
    private static let ownKeys: [StaticString] = [
        "models", "plugins", "provider", "route", "session_id", "usage", "transforms",
    ]

    /// The body for one upstream: its own model name, without our fields, everything else byte for byte.
    ///
    /// A streamed request also asks for token counts, which the log needs whether the client wants them or not.
    ///
    /// - Parameter upstreamModel: what the upstream calls the model.
    /// - Returns: JSON text.
    package func forwardedBody(upstreamModel: String) -> [UInt8] {
        let bytes = document.bytes
        let members = document.root.members
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + 64)
        var keptAny = false
        var sawModel = false
        var sawStreamOptions = false
        let start = document.root.byteRange.lowerBound
        output += bytes[..<(members.first?.byteRange.lowerBound ?? start + 1)]
        for (index, member) in members.enumerated() {
            if Self.ownKeys.contains(where: { member.key.isString($0) }) { continue }
            let isModel = member.key.isString("model")
            // The separator in front of a kept member is the one that stood in front of it.
            if keptAny { output += bytes[members[index - 1].byteRange.upperBound..<member.byteRange.lowerBound] }
            keptAny = true
            output += bytes[member.byteRange.lowerBound..<member.value.byteRange.lowerBound]
            if isModel {
                sawModel = true
                output += Self.quoted(upstreamModel)
            } else if isStreamed, member.key.isString("stream_options") {
                sawStreamOptions = true
                output += Self.streamOptions(including: member.value)
            } else {
                output += member.value.rawBytes
            }
        }
        func add(_ key: String, _ value: [UInt8]) {
            if keptAny { output.append(UInt8(ascii: ",")) }
            keptAny = true
            output += Self.quoted(key) + [UInt8(ascii: ":")] + value
        }
        if !sawModel { add("model", Self.quoted(upstreamModel)) }
        if isStreamed, !sawStreamOptions { add("stream_options", Array(#"{"include_usage":true}"#.utf8)) }
        output += bytes[(members.last?.byteRange.upperBound ?? start + 1)...]
        return output
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.string(text)
        return writer.bytes
    }

    /// The client's options with token counts switched on.
    private static func streamOptions(including value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            value.forEachMember { member in
                guard !member.key.isString("include_usage"), let key = member.key.string else { return }
                json.key(key)
                json.raw(member.value.rawBytes)
            }
            json.key("include_usage", bool: true)
        }
        return writer.bytes
    }
}
