import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel

/// A policy of which the log is asked what it would have earned.
struct ReplayTarget {
    /// How a target chooses.
    enum Choice {
        /// As a bundle's model and a policy say, over the pool.
        case model(ScoringModel, FeatureExtractor, any RoutingPolicy)
        /// The lowest expected cost, as the reward model sees it.
        case cheapest
        /// One candidate, wherever it is eligible; elsewhere the first that is.
        case single(CandidateID)
        /// Every eligible candidate alike.
        case random
        /// As it was logged.
        case logged
    }

    /// What people call it.
    let name: String
    let choice: Choice
    /// Who may be chosen, with the prices in force.
    let pool: CandidatePool
    /// The dial.
    let tradeoff: Tradeoff
}

/// A target over the pool of one logging policy.
struct PlacedTarget {
    private let target: ReplayTarget
    /// Whether the target's pool holds the candidate, by place in the logged pool.
    private let isOffered: [Bool]
    private let maker: DecisionMaker?

    /// - Parameters:
    ///   - target: who is asked.
    ///   - pool: the logged pool, with what is known of its candidates.
    init(_ target: ReplayTarget, over pool: CandidatePool) {
        self.target = target
        isOffered = pool.candidates.map { target.pool.index(of: $0.id) != nil }
        if case .model(let model, let extractor, let policy) = target.choice {
            maker = DecisionMaker(
                model: model, extractor: extractor, bundleID: "replay", pool: pool, tradeoff: target.tradeoff,
                policy: policy)
        } else {
            maker = nil
        }
    }

    /// The probability of each candidate of the logged pool.
    ///
    /// - Parameters:
    ///   - record: the logged decision.
    ///   - expectedCosts: of each candidate in USD, as the reward model sees them.
    /// - Returns: shape `(m)`; `nil` if the target has none to offer.
    func probabilities(for record: LearningRecord, expectedCosts: [Double]) -> [Double]? {
        if case .logged = target.choice { return record.probabilities }
        let eligible = isOffered.indices.filter { isOffered[$0] && record.isEligible[$0] }
        guard let first = eligible.first else { return nil }
        var probabilities = [Double](repeating: 0, count: isOffered.count)
        switch target.choice {
        case .logged: return record.probabilities
        case .random: for place in eligible { probabilities[place] = 1 / Double(eligible.count) }
        case .cheapest:
            let cheapest = eligible.reduce(first) { expectedCosts[$1] < expectedCosts[$0] ? $1 : $0 }
            probabilities[cheapest] = 1
        case .single(let id):
            probabilities[eligible.first { record.pool[$0] == id } ?? first] = 1
        case .model:
            guard let maker else { return nil }
            let isEligible = isOffered.indices.map { isOffered[$0] && record.isEligible[$0] }
            let estimates = maker.scorer.estimates(for: record.features)
            return maker.probabilities(estimates, isEligible: isEligible, tradeoff: target.tradeoff)
        }
        return probabilities
    }
}
