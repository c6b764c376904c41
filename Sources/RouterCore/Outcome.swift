public import Foundation

/// Tokens of one upstream reply as the upstream counted them; `nil` = it did not say.
public struct TokenUsage: Sendable, Hashable {
    /// All tokens of the prompt, cached ones included.
    public var promptTokens: Int?
    /// All tokens of the reply, reasoning included.
    public var completionTokens: Int?
    /// Prompt tokens read from the provider's cache.
    public var cacheReadTokens: Int?
    /// Prompt tokens written to the provider's cache.
    public var cacheWriteTokens: Int?
    /// Reply tokens spent on reasoning.
    public var reasoningTokens: Int?
    /// What the upstream itself says that the reply costs, in USD.
    public var reportedCostUSD: Double?

    /// Keeps the counts.
    public init(
        promptTokens: Int? = nil, completionTokens: Int? = nil, cacheReadTokens: Int? = nil,
        cacheWriteTokens: Int? = nil, reasoningTokens: Int? = nil, reportedCostUSD: Double? = nil
    ) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.cacheReadTokens = cacheReadTokens
        self.cacheWriteTokens = cacheWriteTokens
        self.reasoningTokens = reasoningTokens
        self.reportedCostUSD = reportedCostUSD
    }

    /// What our books hold for a reply, in USD; `nil` if it is unknown.
    ///
    /// The upstream's own figure where it gives one, otherwise its counts at the candidate's price. A reply without a token
    /// and without a finish reason, or one that ended in an error, costs nothing (OpenRouter's zero completion insurance).
    public func billedUSD(at price: Price, finishReason: String?) -> Double? {
        let isEmpty = (completionTokens ?? 0) == 0 && (finishReason ?? "").isEmpty
        if isEmpty || finishReason == "error" { return 0 }
        return reportedCostUSD ?? costUSD(at: price)
    }

    /// The cost under a price, in USD; `nil` if a count or a price is unknown.
    public func costUSD(at price: Price) -> Double? {
        guard let promptTokens, let completionTokens else { return nil }
        return price.costUSD(
            promptTokens: Double(promptTokens), cacheReadTokens: Double(cacheReadTokens ?? 0),
            cacheWriteTokens: Double(cacheWriteTokens ?? 0), completionTokens: Double(completionTokens))
    }
}

/// One call of one candidate on behalf of one decision.
public struct Attempt: Sendable, Hashable {
    /// The decision that it serves.
    public let decisionID: String
    /// Position among the attempts of the decision, from 0.
    public let index: Int
    /// Who was called.
    public let candidate: CandidateID
    /// When the call began.
    public let startedAt: Date
    /// HTTP status of the reply; `nil` = none came.
    public let httpStatus: Int?
    /// A fixed word for what went wrong, for example `timed_out`; `nil` = nothing did.
    public let failure: String?
    /// Seconds from the call to the first byte of content; `nil` = none came.
    public let timeToFirstTokenSeconds: Double?
    /// Seconds from the call to its end.
    public let durationSeconds: Double
    /// Tokens as the upstream counted them.
    public let usage: TokenUsage
    /// Cost in USD from ``usage`` and the candidate's price; `nil` = unknown.
    public let costUSD: Double?
    /// The upstream's `finish_reason`; `nil` = it gave none.
    public let finishReason: String?

    /// Keeps the values.
    public init(
        decisionID: String, index: Int, candidate: CandidateID, startedAt: Date, httpStatus: Int?, failure: String?,
        timeToFirstTokenSeconds: Double?, durationSeconds: Double, usage: TokenUsage, costUSD: Double?,
        finishReason: String?
    ) {
        self.decisionID = decisionID
        self.index = index
        self.candidate = candidate
        self.startedAt = startedAt
        self.httpStatus = httpStatus
        self.failure = failure
        self.timeToFirstTokenSeconds = timeToFirstTokenSeconds
        self.durationSeconds = durationSeconds
        self.usage = usage
        self.costUSD = costUSD
        self.finishReason = finishReason
    }
}

/// Something that was learned about how good a decision was.
public struct Outcome: Sendable, Hashable {
    /// The decision that it judges.
    public let decisionID: String
    /// The signal, for example `answered`.
    public let kind: String
    /// Its value, [0, 1].
    public let value: Double
    /// Who says so: `router` for what the router itself saw.
    public let source: String
    /// A short detail, for example the finish reason; never prompt or reply.
    public let detail: String?
    /// When it was observed.
    public let observedAt: Date

    /// Keeps the values.
    public init(
        decisionID: String, kind: String, value: Double, source: String, detail: String? = nil, observedAt: Date
    ) {
        self.decisionID = decisionID
        self.kind = kind
        self.value = value
        self.source = source
        self.detail = detail
        self.observedAt = observedAt
    }
}
