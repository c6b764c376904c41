extension ResponseItem {
    /// The names of the events that tell of a part of an item.
    struct PartEvents {
        let added: StaticString
        let delta: StaticString
        let textDone: StaticString
        let done: StaticString
    }

    private static let text = PartEvents(
        added: "response.content_part.added", delta: "response.output_text.delta",
        textDone: "response.output_text.done", done: "response.content_part.done")
    private static let refusal = PartEvents(
        added: "response.content_part.added", delta: "response.refusal.delta", textDone: "response.refusal.done",
        done: "response.content_part.done")
    private static let reasoningText = PartEvents(
        added: "response.content_part.added", delta: "response.reasoning_text.delta",
        textDone: "response.reasoning_text.done", done: "response.content_part.done")
    private static let reasoningSummary = PartEvents(
        added: "response.reasoning_summary_part.added", delta: "response.reasoning_summary_text.delta",
        textDone: "response.reasoning_summary_text.done", done: "response.reasoning_summary_part.done")

    private var isSummary: Bool { if case .reasoning(isSummary: true) = kind { true } else { false } }
    /// Whether it is reasoning.
    var isReasoning: Bool { if case .reasoning = kind { true } else { false } }
    private var isRefusal: Bool { parts.last?.isRefusal == true }

    /// The events that tell of its last part.
    var partEvents: PartEvents {
        if isReasoning { return isSummary ? Self.reasoningSummary : Self.reasoningText }
        return isRefusal ? Self.refusal : Self.text
    }

    /// Whether events about its last part's text carry log probabilities.
    var hasLogprobs: Bool { !isReasoning && !isRefusal }

    /// Writes where its last part stands.
    func writePlace(into json: inout JSONWriter) {
        json.key("item_id", string: id)
        json.key("output_index", int: index)
        json.key(isSummary ? "summary_index" : "content_index", int: parts.count - 1)
    }

    /// Writes its last part for the events that begin and end it.
    func writePart(into json: inout JSONWriter) {
        writePlace(into: &json)
        json.key("part")
        guard let part = parts.last else { return json.null() }
        if isReasoning {
            part.writeReasoning(isSummary ? "summary_text" : "reasoning_text", into: &json)
        } else {
            part.write(into: &json)
        }
    }

    /// Writes the whole text of its last part for the event that ends it.
    func writeText(into json: inout JSONWriter) {
        writePlace(into: &json)
        json.key(isRefusal ? "refusal" : "text")
        json.rawString(parts.last?.text ?? [])
        guard hasLogprobs else { return }
        json.key("logprobs")
        json.rawArray(parts.last?.logprobs ?? [])
    }
}
