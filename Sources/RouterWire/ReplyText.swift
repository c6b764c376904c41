package import RouterCore

/// The text of upstreams' replies: of the first choice, without reasoning and tool calls.
package enum ReplyText {
    /// The text of a whole reply; empty = it holds none.
    ///
    /// - Parameters:
    ///   - root: what the upstream sent.
    ///   - api: the kind of request that it answers.
    /// - Returns: all its pieces of text in order.
    package static func text(of root: JSONValue, from api: UpstreamAPI) -> String {
        switch api {
        case .chatCompletions: text(ofContent: root["choices"]?.elements.first?["message"]?["content"])
        case .completions: root["choices"]?.elements.first?["text"]?.string ?? ""
        case .messages: text(ofContent: root["content"])
        case .responses: (root["output"]?.elements ?? []).map { text(ofContent: $0["content"]) }.joined()
        case .embeddings: ""
        }
    }

    /// The text that one event of a stream adds; empty = none.
    ///
    /// - Parameters:
    ///   - root: the event's data.
    ///   - api: the kind of request that the stream answers.
    /// - Returns: the piece of text.
    package static func delta(of root: JSONValue, from api: UpstreamAPI) -> String {
        switch api {
        case .chatCompletions: return text(ofContent: firstChoice(root)?["delta"]?["content"])
        case .completions: return firstChoice(root)?["text"]?.string ?? ""
        case .messages:
            guard root["type"]?.isString("content_block_delta") ?? false, let delta = root["delta"],
                delta["type"]?.isString("text_delta") ?? false
            else { return "" }
            return delta["text"]?.string ?? ""
        case .responses:
            guard root["type"]?.isString("response.output_text.delta") ?? false else { return "" }
            return root["delta"]?.string ?? ""
        case .embeddings: return ""
        }
    }

    /// The choice of index 0 where the event holds it: choices of one request come in events of their own.
    private static func firstChoice(_ root: JSONValue) -> JSONValue? {
        root["choices"]?.elements.first { ($0["index"]?.int ?? 0) == 0 }
    }

    /// A text, or the texts of a list of parts.
    private static func text(ofContent content: JSONValue?) -> String {
        guard let content else { return "" }
        if let text = content.string { return text }
        return content.elements.compactMap { part in
            let type = part["type"]
            let isText =
                type?.isString("text") ?? false || type?.isString("output_text") ?? false
                || type?.isString("refusal") ?? false
            return isText ? (part["text"] ?? part["refusal"])?.string : nil
        }.joined()
    }
}
