import RouterCore
import RouterFeatures
import RouterModel

extension DecisionMaker {
    /// What is known of each candidate before one is chosen.
    struct Assessment {
        let features: FeatureVector
        let tradeoff: Tradeoff
        /// In pool order, shape `(m)`.
        let estimates: [Estimate]
        /// Shape `(m)`; empty = eligible.
        let exclusions: [[ExclusionCode]]
        /// Places of the eligible candidates, ascending.
        let eligible: [Int]
        /// What the policy maximises, shape `(m)`.
        let utilities: [Double]
        /// The same without the do-no-harm margin, shape `(m)`.
        let expectedUtilities: [Double]
        /// Who has answered the conversation so far; `nil` = nobody, or one that cannot serve the request.
        let stickiness: Stickiness?
        /// What is charged for leaving that candidate; `nil` = nothing.
        let switchCost: SwitchCost?

        /// What the policy gets to see: the eligible candidates, of which there is at least one.
        var policyContext: PolicyContext {
            let areAll = eligible.count == estimates.count
            return PolicyContext(
                utilities: areAll ? utilities : eligible.map { utilities[$0] },
                expected: areAll ? expectedUtilities : eligible.map { expectedUtilities[$0] },
                deviations: eligible.map { estimates[$0].qualitySD },
                hasOwnOutcomes: eligible.map { estimates[$0].basis == .ownHead }, places: eligible,
                qualityPerUSD: tradeoff.qualityPerUSD)
        }

        /// The verdict on one candidate.
        func verdict(on index: Int, of pool: CandidatePool, probability: Double) -> CandidateVerdict {
            CandidateVerdict(
                candidate: pool.candidates[index].id, estimate: estimates[index], utility: utilities[index],
                probability: probability, excludedBy: exclusions[index],
                switchCostUSD: switchCost.flatMap { $0.place == index ? nil : $0.costUSD })
        }

        /// The verdicts on all candidates.
        ///
        /// - Parameters:
        ///   - pool: the candidates.
        ///   - probability: of a candidate by its place in ``eligible``.
        /// - Returns: shape `(m)`.
        func verdicts(_ pool: CandidatePool, probability: (Int) -> Double) -> [CandidateVerdict] {
            var place = 0
            return pool.candidates.indices.map { index in
                guard place < eligible.count, eligible[place] == index else {
                    return verdict(on: index, of: pool, probability: 0)
                }
                defer { place += 1 }
                return verdict(on: index, of: pool, probability: probability(place))
            }
        }
    }

    /// Estimates, filters and utilities of a request.
    func assess(_ request: RoutingRequest, _ conditions: [CandidateCondition]) -> Assessment {
        let features = extractor.features(of: request)
        // A tier says what to pay; the client's dial has no say then.
        let tradeoff = (request.constraints.costTier == nil ? request.constraints.tradeoff : nil) ?? self.tradeoff
        let estimates = scorer.estimates(for: features, maxOutputTokens: request.needs.maxOutputTokens)
        let exclusions = Eligibility.exclusions(
            of: pool, for: request, promptTokens: features.promptTokens, conditions: conditions,
            cost: { estimates[$0].costUSD })
        let isEligible = exclusions.map { $0.isEmpty }
        let stickiness = request.warm.flatMap { Stickiness($0, in: pool) }.flatMap { isEligible[$0.place] ? $0 : nil }
        let switchCost = request.constraints.leavesOrderToUtility ? stickiness?.switchCost : nil
        let appraisal = appraisal(estimates, isEligible: isEligible, tradeoff: tradeoff, switchCost: switchCost)
        return Assessment(
            features: features, tradeoff: tradeoff, estimates: estimates, exclusions: exclusions,
            eligible: isEligible.indices.filter { isEligible[$0] }, utilities: appraisal.cautious,
            expectedUtilities: appraisal.expected, stickiness: stickiness, switchCost: switchCost)
    }
}

extension EngineError {
    /// Nobody is left.
    static func noEligibleCandidate(_ pool: CandidatePool, _ exclusions: [[ExclusionCode]]) -> EngineError {
        EngineError(
            .noEligibleCandidate, "No models match your request and model restrictions",
            exclusions: zip(pool.candidates, exclusions).map { ($0.id, $1) })
    }
}
