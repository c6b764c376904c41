/// What a client of the Messages API likes, but must not be refused for: thinking, and how its reply is printed.
struct MessagesPreferences: Sendable {
    /// OpenAI's word for how hard to think; `nil` = not said.
    let effort: StaticString?
    /// `top_k` as it was written; `nil` = not said.
    let topK: [UInt8]?
    /// Whether thinking is shown, which is where it was asked for; other clients expect the text as the first block.
    let showsThinking: Bool
    /// The texts that end the reply.
    let stopSequences: [String]

    /// Reads a body that ``MessagesSurvey`` has accepted.
    init(of root: JSONValue) {
        effort = Self.effort(of: root)
        topK = root["top_k"].flatMap { $0.kind == .number ? Array($0.rawBytes) : nil }
        showsThinking = Self.thinks(root) && root["thinking"]?["display"]?.isString("omitted") != true
        stopSequences = root["stop_sequences"]?.elements.compactMap(\.string) ?? []
    }

    /// Whether thinking is switched on.
    static func thinks(_ root: JSONValue) -> Bool {
        guard let type = root["thinking"]?["type"] else { return false }
        return !type.isString("disabled")
    }

    /// The effort that was named, or the one that a budget of thinking tokens amounts to.
    ///
    /// What is above `high` becomes `high`, which every server that knows efforts knows.
    private static func effort(of root: JSONValue) -> StaticString? {
        let thinking = root["thinking"]
        if thinking?["type"]?.isString("disabled") == true { return nil }
        if let effort = root["output_config"]?["effort"], effort.kind == .string {
            if effort.isString("low") { return "low" }
            return effort.isString("medium") ? "medium" : "high"
        }
        guard let budget = thinking?["budget_tokens"]?.int else { return nil }
        switch budget {
        case ..<5000: return "low"
        case ..<10000: return "medium"
        default: return "high"
        }
    }
}
