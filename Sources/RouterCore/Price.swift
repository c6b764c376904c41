/// What a candidate charges; every part may be unknown, and unknown is never zero.
public struct Price: Sendable, Hashable {
    /// USD per million prompt tokens that were not read from a cache.
    public let promptUSDPerMillion: Double?
    /// USD per million completion tokens, reasoning included.
    public let completionUSDPerMillion: Double?
    /// USD per million prompt tokens read from the provider's cache; `nil` = billed as other prompt tokens.
    public let cacheReadUSDPerMillion: Double?
    /// USD per million prompt tokens written to the provider's cache; `nil` = billed as other prompt tokens.
    public let cacheWriteUSDPerMillion: Double?
    /// USD for each request, whatever its length; `nil` = none.
    public let requestUSD: Double?

    /// Nothing is known.
    public static let unknown = Price(promptUSDPerMillion: nil, completionUSDPerMillion: nil)

    /// Nobody bills: a model on one's own machine.
    public static let free = Price(promptUSDPerMillion: 0, completionUSDPerMillion: 0)

    /// Keeps the parts as they are given; each is finite and not negative.
    ///
    /// - Precondition: no part is negative, infinite or NaN.
    public init(
        promptUSDPerMillion: Double?, completionUSDPerMillion: Double?, cacheReadUSDPerMillion: Double? = nil,
        cacheWriteUSDPerMillion: Double? = nil, requestUSD: Double? = nil
    ) {
        for part in [
            promptUSDPerMillion, completionUSDPerMillion, cacheReadUSDPerMillion, cacheWriteUSDPerMillion, requestUSD,
        ] {
            if let part { precondition(part >= 0 && part.isFinite, "a price of \(part) is not a finite number >= 0") }
        }
        self.promptUSDPerMillion = promptUSDPerMillion
        self.completionUSDPerMillion = completionUSDPerMillion
        self.cacheReadUSDPerMillion = cacheReadUSDPerMillion
        self.cacheWriteUSDPerMillion = cacheWriteUSDPerMillion
        self.requestUSD = requestUSD
    }

    /// Whether prompt and completion tokens both have a price.
    public var isKnown: Bool { promptUSDPerMillion != nil && completionUSDPerMillion != nil }

    /// What a request of these sizes costs in USD, or `nil` if a price that it needs is unknown.
    ///
    /// - Parameters:
    ///   - promptTokens: all prompt tokens, cached ones included.
    ///   - cacheReadTokens: those of them that were read from the provider's cache.
    ///   - cacheWriteTokens: those of them that were written to it.
    ///   - completionTokens: tokens of the reply, reasoning included.
    /// - Returns: USD, not negative.
    public func costUSD(
        promptTokens: Double, cacheReadTokens: Double = 0, cacheWriteTokens: Double = 0, completionTokens: Double
    ) -> Double? {
        guard let promptUSDPerMillion, let completionUSDPerMillion = completionTokens == 0 ? 0 : completionUSDPerMillion
        else { return nil }
        let fresh = max(0, promptTokens - cacheReadTokens - cacheWriteTokens)
        let perMillion =
            fresh * promptUSDPerMillion
            + cacheReadTokens * (cacheReadUSDPerMillion ?? promptUSDPerMillion)
            + cacheWriteTokens * (cacheWriteUSDPerMillion ?? promptUSDPerMillion)
            + completionTokens * completionUSDPerMillion
        return perMillion / 1_000_000 + (requestUSD ?? 0)
    }
}
