import RouterCore

/// Token counts in the words of the Responses API.
enum ResponseUsage {
    /// Token counts of a response; all unknown where there are none.
    static func usage(of response: JSONValue) -> TokenUsage {
        guard let usage = response["usage"], usage.kind == .object else { return TokenUsage() }
        let cost = usage["cost"]?.double
        return TokenUsage(
            promptTokens: count(usage["input_tokens"]), completionTokens: count(usage["output_tokens"]),
            cacheReadTokens: count(usage["input_tokens_details"]?["cached_tokens"]),
            cacheWriteTokens: count(usage["input_tokens_details"]?["cache_write_tokens"]),
            reasoningTokens: count(usage["output_tokens_details"]?["reasoning_tokens"]),
            reportedCostUSD: cost.flatMap { $0 >= 0 ? $0 : nil })
    }

    private static func count(_ value: JSONValue?) -> Int? { value?.int.flatMap { $0 >= 0 ? $0 : nil } }

    /// Writes token counts, or `null` if neither prompt nor reply was counted.
    static func write(
        _ usage: TokenUsage, finishReason: String?, _ context: ReplyContext, into json: inout JSONWriter
    ) {
        guard usage.promptTokens != nil || usage.completionTokens != nil else { return json.null() }
        let prompt = usage.promptTokens ?? 0
        let completion = usage.completionTokens ?? 0
        json.object { json in
            json.key("input_tokens", int: prompt)
            json.key("input_tokens_details")
            json.object { json in
                json.key("cached_tokens", int: usage.cacheReadTokens ?? 0)
                json.key("cache_write_tokens", int: usage.cacheWriteTokens ?? 0)
            }
            json.key("output_tokens", int: completion)
            json.key("output_tokens_details")
            json.object { $0.key("reasoning_tokens", int: usage.reasoningTokens ?? 0) }
            let (total, isOverflown) = prompt.addingReportingOverflow(completion)
            json.key("total_tokens", int: isOverflown ? .max : total)
            guard context.dialect == .openRouter else { return }
            json.key("cost", double: cost(of: usage, finishReason, context))
            json.key("is_byok", bool: false)
        }
    }

    /// What a reply costs in USD, `nil` if it is unknown.
    static func cost(of usage: TokenUsage, _ finishReason: String?, _ context: ReplyContext) -> Double? {
        usage.billedUSD(at: context.candidate.price, finishReason: finishReason)
    }
}
