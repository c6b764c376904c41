import RouterCore

/// Token counts in Anthropic's words, whose `input_tokens` leave out what a cache gave or took.
enum MessagesUsage {
    /// The counts of a `usage` object added to what is known already: the counts of a stream come in two events.
    static func read(_ value: JSONValue?, into usage: inout TokenUsage) {
        guard let value, value.kind == .object else { return }
        let oldInput = usage.promptTokens.map { $0 - (usage.cacheReadTokens ?? 0) - (usage.cacheWriteTokens ?? 0) }
        usage.cacheReadTokens = count(value["cache_read_input_tokens"]) ?? usage.cacheReadTokens
        usage.cacheWriteTokens = count(value["cache_creation_input_tokens"]) ?? usage.cacheWriteTokens
        if let input = count(value["input_tokens"]) ?? oldInput {
            usage.promptTokens = input + (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0)
        }
        usage.completionTokens = count(value["output_tokens"]) ?? usage.completionTokens
        let details = value["output_tokens_details"]
        usage.reasoningTokens = count(details?["thinking_tokens"]) ?? usage.reasoningTokens
        if let cost = value["cost"]?.double, cost >= 0 { usage.reportedCostUSD = cost }
    }

    private static func count(_ value: JSONValue?) -> Int? { value?.int.flatMap { $0 >= 0 ? $0 : nil } }

    /// Writes the counts, and the cost where the client is told; a count that is not known is 0, as clients demand
    /// numbers.
    static func write(_ usage: TokenUsage, costUSD: Double? = nil, to json: inout JSONWriter) {
        let cached = (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0)
        json.object { json in
            json.key("input_tokens", int: max(0, (usage.promptTokens ?? 0) - cached))
            json.key("cache_creation_input_tokens", int: usage.cacheWriteTokens ?? 0)
            json.key("cache_read_input_tokens", int: usage.cacheReadTokens ?? 0)
            json.key("output_tokens", int: usage.completionTokens ?? 0)
            if let thinking = usage.reasoningTokens {
                json.key("output_tokens_details")
                json.object { $0.key("thinking_tokens", int: thinking) }
            }
            if let costUSD { json.key("cost", double: costUSD, digits: 12) }
        }
    }

    /// What clients of OpenRouter's dialect are told that a reply costs, in USD; `nil` = unknown, or another dialect.
    static func shownCostUSD(_ usage: TokenUsage, finishReason: String?, _ context: ReplyContext) -> Double? {
        guard context.dialect == .openRouter else { return nil }
        return usage.billedUSD(at: context.candidate.price, finishReason: finishReason)
    }
}
