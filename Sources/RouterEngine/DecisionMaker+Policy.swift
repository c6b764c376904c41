package import RouterCore
import RouterModel

extension DecisionMaker {
    /// How the policy would choose among the candidates of a request that it knows only by estimates: what off-policy
    /// evaluation asks.
    ///
    /// Conversations, orders that clients ask for and caps on exploring have no part in it.
    ///
    /// - Parameters:
    ///   - estimates: of the pool's candidates, shape `(m)`.
    ///   - isEligible: which of them could serve the request, shape `(m)`, at least one.
    ///   - tradeoff: the dial.
    /// - Returns: the probability of each candidate, shape `(m)`; 0 where it is not eligible.
    package func probabilities(_ estimates: [Estimate], isEligible: [Bool], tradeoff: Tradeoff) -> [Double] {
        let appraisal = appraisal(estimates, isEligible: isEligible, tradeoff: tradeoff)
        let eligible = isEligible.indices.filter { isEligible[$0] }
        let distribution = policy.distribution(
            over: PolicyContext(
                utilities: eligible.map { appraisal.cautious[$0] }, expected: eligible.map { appraisal.expected[$0] },
                deviations: eligible.map { estimates[$0].qualitySD },
                hasOwnOutcomes: eligible.map { estimates[$0].basis == .ownHead }, places: eligible,
                qualityPerUSD: tradeoff.qualityPerUSD))
        var probabilities = [Double](repeating: 0, count: isEligible.count)
        for (place, probability) in zip(eligible, distribution.probabilities) { probabilities[place] = probability }
        return probabilities
    }

    /// Expected utility of each candidate, without margin, shape `(m)`.
    package func expectedUtilities(_ estimates: [Estimate], isEligible: [Bool], tradeoff: Tradeoff) -> [Double] {
        appraisal(estimates, isEligible: isEligible, tradeoff: tradeoff).expected
    }
}

extension DecisionMaker {
    /// Whether decisions of a policy were made by a client or for a conversation, and drawn from nothing.
    package static func isClientsPolicy(_ name: String) -> Bool {
        [namedPolicy, pinnedPolicy, stickyPolicy].contains(name) || name.hasPrefix(orderPolicyPrefix)
    }

    /// How policies begin that put candidates in another order than that of utility because a client asks for it.
    static let orderPolicyPrefix = "order("
}
