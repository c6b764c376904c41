import RouterCore
package import RouterWire

/// What the simulation needs to know of a chat completion.
package struct SandboxRequest: Sendable {
    /// What the reply must be.
    package enum Form: Sendable {
        /// Free text.
        case text
        /// Any JSON object.
        case jsonObject
        /// JSON that fits a schema; `nil` = any.
        case json(schema: JSONValue?)
        /// A call of this function with arguments that fit a schema; `nil` = none given.
        case call(function: String, parameters: JSONValue?)
    }

    /// The body as it was read.
    package let chat: ChatRequest
    /// What the reply must be.
    package let form: Form
    /// How many choices are wanted, 1…``maxChoices``.
    package let choiceCount: Int
    /// Texts before which the reply ends.
    package let stops: [String]
    /// The most completion tokens of one choice; `nil` = no limit.
    package let maxTokens: Int?
    /// Estimated prompt tokens: a quarter of the bytes, at least 1.
    package let promptTokens: Int
    /// The stable hash of model and conversation.
    package let seed: UInt64

    /// The most choices that are accepted, as at OpenAI.
    package static let maxChoices = 128
    /// The most stop texts that are accepted, as at OpenAI.
    package static let maxStops = 4

    /// Checks a body that was read already.
    ///
    /// - Throws: ``SandboxError`` naming the key: `n`, `stop`, `tools`, `tool_choice` or `response_format`.
    package init(_ chat: ChatRequest) throws(SandboxError) {
        let root = chat.document.root
        self.chat = chat
        choiceCount = try Self.choiceCount(root)
        stops = try Self.stops(root)
        let format = try ResponseFormat(root)
        form = try ToolDemand.form(root) ?? format.form
        maxTokens = chat.routing.needs.maxOutputTokens
        let bytes = chat.routing.turns.reduce(chat.routing.needs.attachedBytes) { $0 + $1.text.utf8.count }
        promptTokens = max(1, (bytes + 3) / 4)
        var hash = StableHash64()
        hash.combine(chat.model)
        for turn in chat.routing.turns {
            hash.combine(turn.role.rawValue)
            hash.combine(turn.text)
        }
        seed = hash.value
    }

    private static func choiceCount(_ root: JSONValue) throws(SandboxError) -> Int {
        guard let value = root["n"], !value.isNull else { return 1 }
        guard let count = value.int, (1...maxChoices).contains(count) else {
            throw SandboxError(
                .invalidRequest, param: "n", "'n' is not an integer from 1 to \(maxChoices), which is expected")
        }
        return count
    }

    private static func stops(_ root: JSONValue) throws(SandboxError) -> [String] {
        guard let value = root["stop"], !value.isNull else { return [] }
        let texts = (value.kind == .array ? value.elements : [value]).compactMap(\.string)
        let expected = value.kind == .array ? value.elements.count : 1
        guard texts.count == expected, texts.count <= maxStops, !texts.contains("") else {
            throw SandboxError(
                .invalidRequest, param: "stop", "'stop' is neither a text nor a list of up to \(maxStops) texts")
        }
        return texts
    }
}
