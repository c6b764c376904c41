import RouterCore

/// What two bundles decide differently for the same prompts over the same pool.
struct DecisionComparison {
    /// Choices that went elsewhere.
    struct Move: Hashable {
        let from: CandidateID
        let to: CandidateID
    }

    /// What the choices of both bundles are expected to bring, by the estimates of one of them.
    struct Judgement {
        private(set) var oldQuality = 0.0
        private(set) var newQuality = 0.0
        private(set) var oldCostUSD = 0.0
        private(set) var newCostUSD = 0.0
        /// Prompts for which both costs are known: costs are sums over these.
        private(set) var pricedCount = 0

        fileprivate mutating func add(_ judge: RoutingDecision, old: CandidateID, new: CandidateID) {
            func estimate(_ id: CandidateID) -> Estimate? { judge.candidates.first { $0.candidate == id }?.estimate }
            guard let old = estimate(old), let new = estimate(new) else { return }
            oldQuality += old.quality
            newQuality += new.quality
            guard let oldCost = old.costUSD, let newCost = new.costUSD else { return }
            oldCostUSD += oldCost
            newCostUSD += newCost
            pricedCount += 1
        }
    }

    /// Prompts that both decided.
    private(set) var promptCount = 0
    /// Prompts that no candidate can serve.
    var unroutableCount = 0
    /// How often a choice went elsewhere.
    private(set) var moves: [Move: Int] = [:]
    /// By the old bundle's estimates: flatters the old choices.
    private(set) var byOld = Judgement()
    /// By the new bundle's estimates: flatters the new choices.
    private(set) var byNew = Judgement()

    /// Prompts for which the choice is another one.
    var changedCount: Int { moves.values.reduce(0, +) }

    /// The moves, the most frequent first.
    var rankedMoves: [(move: Move, count: Int)] {
        moves.sorted {
            ($1.value, $0.key.from.rawValue, $0.key.to.rawValue) < ($0.value, $1.key.from.rawValue, $1.key.to.rawValue)
        }.map { ($0.key, $0.value) }
    }

    /// Takes both decisions on a prompt.
    mutating func add(old: RoutingDecision, new: RoutingDecision) {
        promptCount += 1
        if old.choice != new.choice { moves[Move(from: old.choice, to: new.choice), default: 0] += 1 }
        byOld.add(old, old: old.choice, new: new.choice)
        byNew.add(new, old: old.choice, new: new.choice)
    }
}
