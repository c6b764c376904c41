/// Where chat servers put what Anthropic gives blocks of their own, in whole messages and in deltas alike.
enum ChatWords {
    /// The reasoning, under either of its names; `nil` = none.
    static func reasoning(of message: JSONValue) -> JSONValue? {
        text(message["reasoning_content"]) ?? text(message["reasoning"])
    }

    /// The refusal; `nil` = none.
    static func refusal(of message: JSONValue) -> JSONValue? { text(message["refusal"]) }

    /// The texts that the client reads, in order: the content, whole or in parts, and a refusal.
    static func texts(of message: JSONValue) -> [JSONValue] {
        var texts: [JSONValue] = []
        if let content = text(message["content"]) { texts.append(content) }
        for part in message["content"]?.elements ?? [] {
            if let piece = text(part["text"]) { texts.append(piece) }
        }
        if let refusal = refusal(of: message) { texts.append(refusal) }
        return texts
    }

    private static func text(_ value: JSONValue?) -> JSONValue? {
        guard let value, value.kind == .string, !value.escapedText.isEmpty else { return nil }
        return value
    }

    /// A tool call's id as Anthropic accepts it in a later turn: letters, digits, `_` and `-`.
    ///
    /// - Parameters:
    ///   - id: the upstream's; one that is absent or empty is made up.
    ///   - position: of the call among those of the reply.
    ///   - context: whose id makes the one that is made up unique.
    /// - Returns: an id without any other character.
    static func toolID(_ id: String?, orPosition position: Int, in context: ReplyContext) -> String {
        let id = id ?? ""
        let named = id.isEmpty ? "toolu_\(context.id)_\(position)" : id
        return String(decoding: named.utf8.map { isPlain($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
