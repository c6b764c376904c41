import RouterCore
import RouterModel

extension DecisionMaker {
    /// Who is to answer, and who after that.
    struct Selection {
        /// Places of candidates, the choice first.
        let order: [Int]
        /// Probability that the choice had.
        let propensity: Propensity
        let policy: String
        /// Over the eligible candidates; `nil` = the choice could not have been another.
        let distribution: ActionDistribution?

        /// A choice that could not have been another.
        init(certain order: [Int], policy: String) {
            self.init(order, .certain, policy: policy, nil)
        }

        /// A choice that was drawn.
        init(_ order: [Int], _ propensity: Propensity, policy: String, _ distribution: ActionDistribution?) {
            self.order = order
            self.propensity = propensity
            self.policy = policy
            self.distribution = distribution
        }

        /// The same choice without anybody to fall back to.
        var alone: Selection { Selection([order[0]], propensity, policy: policy, distribution) }
    }

    /// Chooses among the eligible candidates, of which there is at least one.
    func select(
        for constraints: RoutingConstraints, _ assessment: Assessment, _ conditions: [CandidateCondition],
        seed: UInt64, mayLose: (ExpectedRegret) -> Bool
    ) -> Selection {
        let ranking = CandidateRanking(constraints, pool: pool, conditions: conditions)
        let selection = select(assessment, ranking, seed: seed, mayLose: mayLose)
        let isAlone = !constraints.providers.allowsFallbacks && constraints.providers.order.isEmpty
        return isAlone ? selection.alone : selection
    }

    private func select(
        _ assessment: Assessment, _ ranking: CandidateRanking?, seed: UInt64, mayLose: (ExpectedRegret) -> Bool
    ) -> Selection {
        let (eligible, utilities) = (assessment.eligible, assessment.utilities)
        let ranked = ranking?.ranked(
            eligible, utilities: utilities, cost: { assessment.estimates[$0].costUSD },
            latency: { assessment.estimates[$0].latencySeconds })
        if let warm = assessment.stickiness, warm.isPinned {
            let order = ranked ?? Self.byUtility(eligible, utilities)
            return Selection(certain: order.movingToFront(warm.place), policy: Self.pinnedPolicy)
        }
        if let ranking, let ranked, ranking.overrulesUtility(among: eligible) {
            return Selection(certain: ranked, policy: "\(Self.orderPolicyPrefix)\(ranking.order.rawValue))")
        }
        let order = Self.byUtility(eligible, utilities)
        if let warm = assessment.stickiness?.place, utilities[warm] >= utilities[order[0]] - reach {
            return Selection(certain: order.movingToFront(warm), policy: Self.stickyPolicy)
        }
        // A conversation that leaves its candidate does so for the best one: nobody is tried in the middle of it.
        let policy: any RoutingPolicy = assessment.stickiness == nil ? policy : GreedyPolicy()
        let context = assessment.policyContext
        let distribution = policy.distribution(over: context)
        // The permit is for what is lost in expectation and so does not depend on the draw: propensities stay exact.
        guard distribution.probabilities[context.best] == 1 || mayLose(context.regret(of: distribution)) else {
            return Selection(certain: order, policy: Self.cappedPolicy(policy))
        }
        var random = SplitMix64(seed: seed)
        let draw = distribution.sample(using: &random)
        return Selection(
            order.movingToFront(eligible[draw.index]), draw.propensity, policy: policy.name, distribution)
    }

    /// The name of a policy that has chosen greedily because a cap on what may be lost was reached.
    static func cappedPolicy(_ policy: any RoutingPolicy) -> String { "capped(\(policy.name))" }

    /// Places from the highest utility to the lowest; ties in pool order.
    private static func byUtility(_ places: [Int], _ utilities: [Double]) -> [Int] {
        places.sorted { (utilities[$0], $1) > (utilities[$1], $0) }
    }
}

extension [Int] {
    /// The same numbers with one of them in front of the others.
    fileprivate func movingToFront(_ number: Int) -> [Int] {
        guard let place = firstIndex(of: number), place > 0 else { return self }
        var moved = self
        moved.remove(at: place)
        moved.insert(number, at: 0)
        return moved
    }
}
