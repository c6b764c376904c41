package import RouterCore

/// What the router reads of one chunk of a streamed reply.
package struct ChatChunk: Sendable {
    /// The chunk.
    package let document: JSONDocument
    /// Whether it brings content: text, reasoning, a refusal or a tool call.
    package let hasContent: Bool
    /// Whether it brings an error instead.
    package let isError: Bool
    /// Whether it only brings token counts: no choices and a `usage`.
    package let isUsageOnly: Bool
    /// Token counts; all unknown where it brings none.
    package let usage: TokenUsage
    /// The `finish_reason`, or `nil`.
    package let finishReason: String?

    /// Reads the data of one event.
    ///
    /// - Throws: ``WireError`` if it is not a JSON object.
    package init(data: [UInt8]) throws(WireError) {
        document = try JSONDocument(data)
        let root = document.root
        guard root.kind == .object else {
            throw WireError(.wrongType, "a streamed chunk is a JSON \(root.kind); an object is expected")
        }
        let choices = root["choices"]?.elements ?? []
        hasContent = choices.contains { Self.bringsContent($0["delta"]) }
        isError = root["error"].map { !$0.isNull } ?? false
        usage = ChatReply.usage(of: root)
        isUsageOnly = choices.isEmpty && root["usage"]?.kind == .object
        finishReason = ChatReply.finishReason(of: root)
    }

    private static func bringsContent(_ delta: JSONValue?) -> Bool {
        var brings = false
        delta?.forEachMember { member in
            guard !member.key.isString("role"), !member.value.isNull else { return }
            switch member.value.kind {
            case .string: brings = brings || !member.value.byteRange.dropFirst(2).isEmpty
            case .array: brings = brings || !member.value.elements.isEmpty
            default: brings = true
            }
        }
        return brings
    }
}
