import RouterCore

/// What it takes to leave the candidate that has answered a conversation so far.
///
/// Its provider holds the conversation in a prompt cache, and whoever else answers next pays the full price for what was
/// cached: that loss is charged to all others. Beyond it, the candidate is kept as long as its utility is within
/// ``DecisionMaker/reach`` of the best.
struct Stickiness {
    /// The warm candidate's place in the pool.
    let place: Int
    /// Whether the client asks for it.
    let isPinned: Bool
    /// What leaving it loses; nothing where its provider asks no less for cached tokens, `nil` = its price is unknown.
    let switchCost: SwitchCost?

    /// Looks the warm candidate up; `nil` if it is not in the pool.
    init?(_ warm: WarmCandidate, in pool: CandidatePool) {
        guard let place = pool.index(of: warm.candidate) else { return nil }
        self.place = place
        isPinned = warm.isPinned
        switchCost = Self.lostUSD(of: pool.candidates[place].price, cachedTokens: warm.cachedTokens)
            .map { SwitchCost(place: place, costUSD: $0) }
    }

    /// `cached tokens × (prompt price − cache-read price)`, not negative.
    private static func lostUSD(of price: Price, cachedTokens: Int) -> Double? {
        guard let prompt = price.promptUSDPerMillion else { return nil }
        let saved = max(0, prompt - (price.cacheReadUSDPerMillion ?? prompt))
        return Double(max(0, cachedTokens)) * saved / 1_000_000
    }
}
