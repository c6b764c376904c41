/// The name of a candidate, as clients see it in `model` and the log holds it, for example `openai/gpt-5-mini`.
public struct CandidateID: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name as it is written on the wire.
    public let rawValue: String

    /// Wraps a name; any non-empty text is a name, a pool checks that.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// Wraps a literal name.
    public init(stringLiteral value: String) { self.init(value) }

    /// The name itself.
    public var description: String { rawValue }

    /// Lexicographic order of the names, for output that must not depend on hashing.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One upstream language model that may be chosen.
public struct Candidate: Sendable, Hashable {
    /// What clients see and the log holds.
    public let id: CandidateID
    /// The key of the provider that serves it, as in the configuration.
    public let provider: String
    /// What the provider calls it.
    public let upstreamModel: String
    /// What it costs; unknown parts stay unknown.
    public let price: Price
    /// Tokens that prompt and reply may hold together; `nil` = unknown, then it excludes nothing.
    public let contextTokens: Int?
    /// The longest reply in tokens; `nil` = unknown, then it excludes nothing.
    public let maxOutputTokens: Int?
    /// What it can do; `nil` = unknown, then it excludes nothing.
    public let capabilities: Capabilities?
    /// The known model whose ability stands in for this one's until it has its own head.
    public let like: String?
    /// Published scores by benchmark, each in [0, 1], for example `mmlu_pro`: what an unknown model's ability is guessed
    /// from.
    public let benchmarks: [String: Double]
    /// Whether prompts stay on machines of the user.
    public let isLocal: Bool
    /// What people call it; `nil` = its id.
    public let name: String?
    /// The requests that it takes; `nil` = not known, then those of plain OpenAI servers are tried.
    public let apis: Set<UpstreamAPI>?
    /// What its provider does with prompts.
    public let privacy: PrivacyTerms
    /// How its weights are stored, in OpenRouter's words such as `fp8`; `nil` = not known.
    public let quantization: String?
    /// Request parameters that it takes, in OpenRouter's words; `nil` = not known.
    public let parameters: Set<String>?

    /// Describes one candidate; the meaning of each value is that of the property of the same name.
    public init(
        id: CandidateID, provider: String, upstreamModel: String, price: Price = .unknown, contextTokens: Int? = nil,
        maxOutputTokens: Int? = nil, capabilities: Capabilities? = nil, like: String? = nil,
        benchmarks: [String: Double] = [:], isLocal: Bool = false, name: String? = nil, apis: Set<UpstreamAPI>? = nil,
        privacy: PrivacyTerms = .unknown, quantization: String? = nil, parameters: Set<String>? = nil
    ) {
        self.id = id
        self.provider = provider
        self.upstreamModel = upstreamModel
        self.price = price
        self.contextTokens = contextTokens
        self.maxOutputTokens = maxOutputTokens
        self.capabilities = capabilities
        self.like = like
        self.benchmarks = benchmarks
        self.isLocal = isLocal
        self.name = name
        self.apis = apis
        self.privacy = isLocal ? .local : privacy
        self.quantization = quantization
        self.parameters = parameters
    }

    /// Whether a request of this kind can be sent to it as it is.
    public func takes(_ api: UpstreamAPI) -> Bool {
        apis?.contains(api) ?? [.chatCompletions, .completions, .embeddings].contains(api)
    }
}
