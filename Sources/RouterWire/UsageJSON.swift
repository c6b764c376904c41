package import RouterCore

/// Token counts on the wire: as upstreams write them, and as OpenRouter shows them with their cost.
package enum UsageJSON {
    /// Reads a `usage` in the words of OpenAI, OpenRouter, DeepSeek or, for cached tokens, Anthropic.
    ///
    /// - Parameter usage: an object; all counts of anything else are unknown.
    /// - Returns: the counts; impossible ones are unknown.
    package static func tokens(of usage: JSONValue?) -> TokenUsage {
        guard let usage, usage.kind == .object else { return TokenUsage() }
        let prompt = usage["prompt_tokens_details"]
        return TokenUsage(
            promptTokens: count(usage["prompt_tokens"]),
            completionTokens: count(usage["completion_tokens"]),
            cacheReadTokens: count(prompt?["cached_tokens"]) ?? count(usage["prompt_cache_hit_tokens"])
                ?? count(usage["cache_read_input_tokens"]),
            cacheWriteTokens: count(prompt?["cache_write_tokens"]) ?? count(usage["cache_creation_input_tokens"]),
            reasoningTokens: count(usage["completion_tokens_details"]?["reasoning_tokens"]),
            reportedCostUSD: usage["cost"]?.double.flatMap { $0 >= 0 && $0.isFinite ? $0 : nil })
    }

    private static func count(_ value: JSONValue?) -> Int? { value?.int.flatMap { $0 >= 0 ? $0 : nil } }

    /// The counts as OpenRouter shows them: what the upstream wrote, completed and with the cost.
    ///
    /// - Parameters:
    ///   - usage: the upstream's own object; its members are kept.
    ///   - tokens: what was read of it.
    ///   - price: the candidate's.
    ///   - finishReason: the first choice's; a reply without tokens and reason costs nothing.
    ///   - hasCompletion: whether there is a reply of tokens; embeddings have none.
    /// - Returns: JSON text; the `cost` is null where it is unknown.
    package static func openRouter(
        _ usage: JSONValue, tokens: TokenUsage, price: Price, finishReason: String?, hasCompletion: Bool = true
    ) -> [UInt8] {
        let text = usage.rawBytes
        var json = JSONWriter(reservingBytes: text.count + 400)
        json.object { json in
            usage.forEachMember { member in
                if member.key.isString("prompt_tokens_details") || member.key.isString("completion_tokens_details") {
                    return
                }
                json.raw(text[member.byteRange])
            }
            let (prompt, completion) = (tokens.promptTokens ?? 0, tokens.completionTokens ?? 0)
            if usage["prompt_tokens"] == nil { json.key("prompt_tokens", int: prompt) }
            if hasCompletion, usage["completion_tokens"] == nil { json.key("completion_tokens", int: completion) }
            if usage["total_tokens"] == nil { json.key("total_tokens", int: prompt + completion) }
            writeDetails("prompt_tokens_details", of: usage, promptCounts(tokens), to: &json)
            if hasCompletion {
                writeDetails("completion_tokens_details", of: usage, completionCounts(tokens), to: &json)
            }
            writeCost(of: usage, tokens, price, finishReason, to: &json)
        }
        return json.bytes
    }

    private static func promptCounts(_ tokens: TokenUsage) -> [(key: StaticString, count: Int)] {
        [
            ("cached_tokens", tokens.cacheReadTokens ?? 0), ("cache_write_tokens", tokens.cacheWriteTokens ?? 0),
            ("audio_tokens", 0), ("video_tokens", 0),
        ]
    }

    private static func completionCounts(_ tokens: TokenUsage) -> [(key: StaticString, count: Int)] {
        [
            ("reasoning_tokens", tokens.reasoningTokens ?? 0), ("audio_tokens", 0), ("accepted_prediction_tokens", 0),
            ("rejected_prediction_tokens", 0),
        ]
    }

    /// Writes an object of counts: what is there, and what is missing.
    private static func writeDetails(
        _ key: StaticString, of usage: JSONValue, _ counts: [(key: StaticString, count: Int)], to json: inout JSONWriter
    ) {
        let text = usage.rawBytes
        let details = usage[key]
        json.key(key.description)
        json.object { json in
            details?.forEachMember { json.raw(text[$0.byteRange]) }
            for (key, count) in counts where details?[key] == nil { json.key(key.description, int: count) }
        }
    }

    private static func writeCost(
        of usage: JSONValue, _ tokens: TokenUsage, _ price: Price, _ finishReason: String?, to json: inout JSONWriter
    ) {
        let billed = tokens.billedUSD(at: price, finishReason: finishReason)
        if usage["cost"] == nil { json.key("cost", double: billed, digits: 12) }
        if usage["is_byok"] == nil { json.key("is_byok", bool: false) }
        // Both parts are needed: OpenRouter's SDK refuses details in which one is null.
        guard usage["cost_details"] == nil, tokens.reportedCostUSD == nil, let billed,
            billed == tokens.costUSD(at: price), let promptTokens = tokens.promptTokens,
            let prompt = price.costUSD(
                promptTokens: Double(promptTokens), cacheReadTokens: Double(tokens.cacheReadTokens ?? 0),
                cacheWriteTokens: Double(tokens.cacheWriteTokens ?? 0), completionTokens: 0)
        else { return }
        json.key("cost_details")
        json.object { json in
            json.key("upstream_inference_cost", double: nil)
            json.key("upstream_inference_prompt_cost", double: prompt, digits: 12)
            json.key("upstream_inference_completions_cost", double: billed - prompt, digits: 12)
        }
    }
}
