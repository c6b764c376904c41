/// What the decision says of one candidate.
public struct CandidateVerdict: Sendable, Hashable {
    /// The candidate.
    public let candidate: CandidateID
    /// What it would be worth.
    public let estimate: Estimate
    /// What the policy maximises, dimensionless.
    public let utility: Double
    /// Probability that the policy chooses it, [0, 1]; 0 if excluded.
    public let probability: Double
    /// Why it cannot serve the request; empty = it can.
    public let excludedBy: [ExclusionCode]
    /// What leaving the conversation's warm prompt cache for it would cost, in USD, charged in ``utility``; `nil` =
    /// nothing is left, or the price is unknown.
    public let switchCostUSD: Double?

    /// Keeps the values.
    public init(
        candidate: CandidateID, estimate: Estimate, utility: Double, probability: Double,
        excludedBy: [ExclusionCode] = [], switchCostUSD: Double? = nil
    ) {
        self.candidate = candidate
        self.estimate = estimate
        self.utility = utility
        self.probability = probability
        self.excludedBy = excludedBy
        self.switchCostUSD = switchCostUSD
    }

    /// Whether the candidate can serve the request.
    public var isEligible: Bool { excludedBy.isEmpty }
}

/// Which candidate should answer, and why: the one value that the command line prints, the server uses and the log
/// holds.
public struct RoutingDecision: Sendable, Hashable {
    /// Unique name of the decision: the input's own id offline, `gen-…` in the server.
    public let id: String
    /// The chosen candidate.
    public let choice: CandidateID
    /// Probability with which the policy chose it.
    public let propensity: Propensity
    /// The policy and its parameters, for example `greedy` or `epsilon_greedy(0.05)`.
    public let policy: String
    /// Name and checksum of the bundle that made the estimates.
    public let bundle: String
    /// The dial in force.
    public let tradeoff: Tradeoff
    /// Seed of the draw; the same seed and inputs give the same choice.
    public let seed: UInt64
    /// Every candidate of the pool, in its order.
    public let candidates: [CandidateVerdict]
    /// Candidates in the order in which they are tried, the choice first.
    public let fallbackOrder: [CandidateID]
    /// What the estimates were made from.
    public let features: FeatureVector
    /// Why the decision is not the policy's: routing failed and the default stepped in; `nil` = it is the policy's.
    public let degradedBy: String?

    /// Keeps the values.
    public init(
        id: String, choice: CandidateID, propensity: Propensity, policy: String, bundle: String, tradeoff: Tradeoff,
        seed: UInt64, candidates: [CandidateVerdict], fallbackOrder: [CandidateID], features: FeatureVector,
        degradedBy: String? = nil
    ) {
        self.id = id
        self.choice = choice
        self.propensity = propensity
        self.policy = policy
        self.bundle = bundle
        self.tradeoff = tradeoff
        self.seed = seed
        self.candidates = candidates
        self.fallbackOrder = fallbackOrder
        self.features = features
        self.degradedBy = degradedBy
    }

    /// The verdict on the chosen candidate.
    public var chosen: CandidateVerdict? { candidates.first { $0.candidate == choice } }

    /// Whether the draw has passed over a candidate of higher utility in order to learn.
    ///
    /// A candidate that was named, pinned, kept for a conversation or put first by the client was not drawn: its
    /// propensity is 1.
    public var isExploratory: Bool {
        guard propensity < .certain, let place = candidates.firstIndex(where: { $0.candidate == choice }) else {
            return false
        }
        let utility = candidates[place].utility
        return candidates.enumerated().contains { other, verdict in
            verdict.isEligible && (verdict.utility, place) > (utility, other)
        }
    }

    /// Eligible candidates from the highest utility to the lowest; ties in pool order.
    public var ranking: [CandidateVerdict] {
        candidates.enumerated().filter(\.element.isEligible)
            .sorted { ($0.element.utility, $1.offset) > ($1.element.utility, $0.offset) }
            .map(\.element)
    }
}
