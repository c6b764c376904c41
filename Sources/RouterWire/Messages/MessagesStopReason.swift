/// Why a reply ends, in Anthropic's words and in OpenAI's.
enum MessagesStopReason {
    /// Anthropic's word for a finish reason.
    ///
    /// - Parameters:
    ///   - finishReason: OpenAI's word; `nil` = none came.
    ///   - calledTools: whether the reply calls tools; some servers then end with `stop` all the same.
    ///   - refused: whether it holds a refusal.
    /// - Returns: one of `end_turn`, `max_tokens`, `tool_use` and `refusal`.
    static func stopReason(
        for finishReason: String?, calledTools: Bool, refused: Bool
    ) -> StaticString {
        switch finishReason.flatMap(FinishReason.known) {
        case "length": "max_tokens"
        case "content_filter": "refusal"
        case "tool_calls": "tool_use"
        default: calledTools ? "tool_use" : refused ? "refusal" : "end_turn"
        }
    }

    /// OpenAI's word for a stop reason; one that is not known stays.
    static func finishReason(for stopReason: String) -> String {
        switch stopReason {
        case "end_turn", "stop_sequence", "pause_turn": "stop"
        case "max_tokens", "model_context_window_exceeded": "length"
        case "tool_use": "tool_calls"
        case "refusal": "content_filter"
        default: stopReason
        }
    }

    /// The client's stop sequence that ended a choice, where the server names it as vLLM does; `nil` = not said.
    static func stopSequence(of choice: JSONValue?, among stopSequences: [String]) -> String? {
        guard !stopSequences.isEmpty, let stop = choice?["stop_reason"]?.string else { return nil }
        return stopSequences.contains(stop) ? stop : nil
    }
}
