/// Why a reply ended, in the words that OpenRouter's clients accept.
enum FinishReason {
    /// One of `tool_calls`, `stop`, `length`, `content_filter`, `error`; `nil` for a word that is not known.
    static func known(_ word: String) -> String? {
        switch word.lowercased() {
        case "stop", "eos", "eos_token", "end", "end_turn", "stop_sequence": "stop"
        case "length", "max_tokens", "model_length", "max_output_tokens": "length"
        case "tool_calls", "tool_call", "tool_use", "function_call": "tool_calls"
        case "content_filter", "content_filtered", "refusal", "safety", "recitation", "blocklist",
            "prohibited_content", "spii":
            "content_filter"
        case "error": "error"
        default: nil
        }
    }

    /// As ``known(_:)``; a word that is not known counts as `stop`, for the reply has ended.
    static func normalised(_ word: String) -> String { known(word) ?? "stop" }
}
