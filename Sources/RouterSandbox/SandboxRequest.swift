package import RouterCore
package import RouterWire

/// What the simulation needs to know of a request, of whatever kind.
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

    /// The kind of request.
    package let api: UpstreamAPI
    /// Who is to answer.
    package let model: String
    /// Whether the reply is to be streamed.
    package let isStreamed: Bool
    /// Whether a stream of OpenAI's kinds is to end with token counts.
    package let wantsUsage: Bool
    /// Whether the reply is to begin with a thinking block.
    package let thinks: Bool
    /// What the reply must be.
    package let form: Form
    /// How many choices are wanted, 1…``maxChoices``.
    package let choiceCount: Int
    /// Texts before which the reply ends.
    package let stops: [String]
    /// The most completion tokens of one choice; `nil` = no limit.
    package let maxTokens: Int?
    /// The last text of the user, whose marks are obeyed; `nil` = there is none.
    package let lastUserText: String?
    /// Estimated prompt tokens: a quarter of the bytes, at least 1.
    package let promptTokens: Int
    /// The stable hash of model and conversation.
    package let seed: UInt64

    /// The most choices that are accepted, as at OpenAI.
    package static let maxChoices = 128
    /// The most stop texts that are accepted, as at OpenAI.
    package static let maxStops = 4

    /// One turn of the conversation, as far as the sandbox reads it.
    struct Turn {
        let role: String
        let text: String
    }

    init(
        api: UpstreamAPI, model: String, isStreamed: Bool, wantsUsage: Bool = false, thinks: Bool = false,
        form: Form = .text, choiceCount: Int = 1, stops: [String] = [], maxTokens: Int?, turns: [Turn],
        attachedBytes: Int = 0
    ) {
        self.api = api
        self.model = model
        self.isStreamed = isStreamed
        self.wantsUsage = wantsUsage
        self.thinks = thinks
        self.form = form
        self.choiceCount = choiceCount
        self.stops = stops
        self.maxTokens = maxTokens
        lastUserText = turns.last { $0.role == "user" }?.text
        let bytes = turns.reduce(attachedBytes) { $0 + $1.text.utf8.count }
        promptTokens = max(1, (bytes + 3) / 4)
        var hash = FNV1a()
        hash.combine(model)
        for turn in turns {
            hash.combine(turn.role)
            hash.combine(turn.text)
        }
        seed = hash.value
    }

    /// Checks a chat completion that was read already.
    ///
    /// - Throws: ``SandboxError`` naming the key: `n`, `stop`, `tools`, `tool_choice` or `response_format`.
    package init(_ chat: ChatRequest) throws(SandboxError) {
        let root = chat.document.root
        let format = try ResponseFormat(root["response_format"], at: "response_format")
        self.init(
            api: .chatCompletions, model: chat.model, isStreamed: chat.isStreamed, wantsUsage: chat.wantsUsage,
            form: try ToolDemand.form(root) ?? format.form, choiceCount: try Self.choiceCount(root),
            stops: try Self.stops("stop", root), maxTokens: chat.routing.needs.maxOutputTokens,
            turns: chat.routing.turns.map { Turn(role: $0.role.rawValue, text: $0.text) },
            attachedBytes: chat.routing.needs.attachedBytes)
    }

    static func choiceCount(_ root: JSONValue) throws(SandboxError) -> Int {
        guard let value = root["n"], !value.isNull else { return 1 }
        guard let count = value.int, (1...maxChoices).contains(count) else {
            throw SandboxError(
                .invalidRequest, param: "n", "'n' is not an integer from 1 to \(maxChoices), which is expected")
        }
        return count
    }

    static func stops(_ key: StaticString, _ root: JSONValue) throws(SandboxError) -> [String] {
        guard let value = root[key], !value.isNull else { return [] }
        let texts = (value.kind == .array ? value.elements : [value]).compactMap(\.string)
        let expected = value.kind == .array ? value.elements.count : 1
        guard texts.count == expected, texts.count <= maxStops, !texts.contains("") else {
            throw SandboxError(
                .invalidRequest, param: "\(key)", "'\(key)' is neither a text nor a list of up to \(maxStops) texts")
        }
        return texts
    }
}
