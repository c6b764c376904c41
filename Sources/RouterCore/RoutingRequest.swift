/// Who wrote a turn of the conversation.
public enum TurnRole: String, Sendable, Hashable, CaseIterable {
    /// Instructions of the application: OpenAI's `system` and `developer`.
    case system
    /// The person.
    case user
    /// A model's earlier reply.
    case assistant
    /// The result of a tool call.
    case tool
}

/// One turn of the conversation: who wrote it and its text, content parts joined by newlines.
public struct PromptTurn: Sendable, Hashable {
    /// Who wrote it.
    public let role: TurnRole
    /// Its text; pictures and other parts leave none.
    public let text: String

    /// Keeps role and text.
    public init(role: TurnRole, text: String) {
        self.role = role
        self.text = text
    }
}

/// What a reply to the request takes beyond understanding its text.
public struct RequestNeeds: Sendable, Hashable {
    /// Capabilities without which a candidate cannot serve the request.
    public var capabilities: Capabilities
    /// Tokens that the client allows the reply to have; `nil` = not said.
    public var maxOutputTokens: Int?
    /// Number of tools that are offered.
    public var toolCount: Int
    /// Number of pictures in the prompt.
    public var imageCount: Int
    /// UTF-8 bytes of tool definitions and schemas, which cost prompt tokens although no turn holds them.
    public var attachedBytes: Int
    /// The kind of request; a candidate must take it, or chat completions where these can stand in.
    public var api = UpstreamAPI.chatCompletions
    /// Whether chat completions can stand in for responses or messages; `false` where these hold what only they can say.
    public var isTranslatable = true
    /// Parameters that the body sets, in OpenRouter's words such as `temperature`; only what `require_parameters` checks.
    public var parameters: Set<String> = []

    /// Keeps the needs; by default there are none.
    public init(
        capabilities: Capabilities = [], maxOutputTokens: Int? = nil, toolCount: Int = 0, imageCount: Int = 0,
        attachedBytes: Int = 0
    ) {
        self.capabilities = capabilities
        self.maxOutputTokens = maxOutputTokens
        self.toolCount = toolCount
        self.imageCount = imageCount
        self.attachedBytes = attachedBytes
    }
}

/// What the client demands of the choice itself.
public struct RoutingConstraints: Sendable, Hashable {
    /// Only candidates that fit one of these; `nil` = all.
    public var allowed: [CandidatePattern]?
    /// Never candidates that fit one of these; wins over ``allowed``.
    public var excluded: [CandidatePattern]
    /// The dial of this request; `nil` = the configured one.
    public var tradeoff: Tradeoff?
    /// The band of costs to choose from, which beats ``tradeoff``; `nil` = all.
    public var costTier: CostTier?
    /// What is demanded of providers.
    public var providers = ProviderPreferences()
    /// How eligible candidates are put in order; `providers.sort` beats it.
    public var order = CandidateOrder.utility
    /// Whether only candidates that cost nothing may be chosen: the variant `:free`.
    public var requiresFree = false
    /// Only candidates that fit one of these, by leave of the client's key; `nil` = all.
    public var permitted: [CandidatePattern]?

    /// Keeps the constraints; by default there are none.
    public init(allowed: [CandidatePattern]? = nil, excluded: [CandidatePattern] = [], tradeoff: Tradeoff? = nil) {
        self.allowed = allowed
        self.excluded = excluded
        self.tradeoff = tradeoff
    }
}

/// The candidate that has answered earlier turns of the conversation.
public struct WarmCandidate: Sendable, Hashable {
    /// Who it is.
    public var candidate: CandidateID
    /// Prompt tokens that its provider's cache is expected to hold.
    public var cachedTokens: Int
    /// Whether the client asks for it (`pin_model`): it is kept whatever it is worth, as long as it can serve.
    public var isPinned: Bool

    /// Keeps the values.
    public init(candidate: CandidateID, cachedTokens: Int, isPinned: Bool = false) {
        self.candidate = candidate
        self.cachedTokens = cachedTokens
        self.isPinned = isPinned
    }
}

/// A request as the router sees it: the text that the features read, what a reply takes, what the client demands.
public struct RoutingRequest: Sendable, Hashable {
    /// The conversation, oldest turn first.
    public var turns: [PromptTurn]
    /// What a reply takes.
    public var needs: RequestNeeds
    /// What the client demands of the choice.
    public var constraints: RoutingConstraints
    /// Who has answered the conversation so far; `nil` = nobody whose leaving would cost something.
    public var warm: WarmCandidate?

    /// Keeps the parts.
    public init(turns: [PromptTurn], needs: RequestNeeds = .init(), constraints: RoutingConstraints = .init()) {
        self.turns = turns
        self.needs = needs
        self.constraints = constraints
    }

    /// A request of one user turn.
    public init(prompt: String) { self.init(turns: [PromptTurn(role: .user, text: prompt)]) }
}
