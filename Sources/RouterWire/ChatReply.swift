package import RouterCore

/// What the router reads of an upstream's reply, and the reply with the router's names put in.
package enum ChatReply {
    /// Token counts of a reply or of a stream's last chunk; all unknown where there are none.
    package static func usage(of root: JSONValue) -> TokenUsage {
        guard let usage = root["usage"], usage.kind == .object else { return TokenUsage() }
        return TokenUsage(
            promptTokens: count(usage["prompt_tokens"]),
            completionTokens: count(usage["completion_tokens"]),
            cacheReadTokens: count(usage["prompt_tokens_details"]?["cached_tokens"]),
            cacheWriteTokens: count(usage["prompt_tokens_details"]?["cache_write_tokens"]),
            reasoningTokens: count(usage["completion_tokens_details"]?["reasoning_tokens"]))
    }

    private static func count(_ value: JSONValue?) -> Int? { value?.int.flatMap { $0 >= 0 ? $0 : nil } }

    /// The first choice's `finish_reason`, or `nil`.
    package static func finishReason(of root: JSONValue) -> String? {
        root["choices"]?.elements.first?["finish_reason"]?.string
    }

    /// The body with `model` and `id` replaced, or added in front where they are absent; all other bytes stay.
    ///
    /// - Parameters:
    ///   - document: a reply or a chunk; returned as it is unless it is an object.
    ///   - model: the candidate that answered.
    ///   - id: the decision's id.
    /// - Returns: JSON text.
    package static func renamed(_ document: JSONDocument, model: String, id: String) -> [UInt8] {
        let root = document.root
        guard root.kind == .object else { return document.bytes }
        let names: [(key: StaticString, value: [UInt8])] = [("id", quoted(id)), ("model", quoted(model))]
        var found = [false, false]
        var output: [UInt8] = []
        output.reserveCapacity(document.bytes.count + 64)
        var copied = 0
        root.forEachMember { member in
            guard let which = names.firstIndex(where: { member.key.isString($0.key) }) else { return }
            found[which] = true
            let range = member.value.byteRange
            output += document.bytes[copied..<range.lowerBound]
            output += names[which].value
            copied = range.upperBound
        }
        output += document.bytes[copied...]
        guard found.contains(false) else { return output }
        var added: [UInt8] = []
        for (index, name) in names.enumerated() where !found[index] {
            if !added.isEmpty { added.append(UInt8(ascii: ",")) }
            added += quoted(name.key.description) + [UInt8(ascii: ":")] + name.value
        }
        let opening = root.byteRange.lowerBound + 1
        let isEmpty = root.members.isEmpty
        output.insert(contentsOf: isEmpty ? added : added + [UInt8(ascii: ",")], at: opening)
        return output
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.string(text)
        return writer.bytes
    }
}
