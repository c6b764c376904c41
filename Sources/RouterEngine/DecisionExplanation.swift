public import RouterCore
import RouterFeatures
import RouterModel

/// Why a decision came out as it did, in numbers that add up.
public struct DecisionExplanation: Sendable {
    /// One named part of a candidate's raw score.
    public struct Contribution: Sendable, Hashable {
        /// A surface feature, `difficulty`, or `skills` for all other learned directions together.
        public let name: String
        /// How much of the raw score it makes up, against a prompt that is average in training.
        public let amount: Double
    }

    /// The parts of one candidate's estimate.
    public struct Part: Sendable {
        /// The candidate.
        public let candidate: CandidateID
        /// The known model whose head stands for it.
        public let head: String
        /// Contributions, the largest first.
        public let contributions: [Contribution]
        /// USD for the prompt; `nil` = unknown price.
        public let promptCostUSD: Double?
        /// USD for the expected reply; `nil` = unknown price.
        public let completionCostUSD: Double?
    }

    /// A change of the dial that changes the choice.
    public struct Flip: Sendable, Hashable {
        /// The position at which the other candidate overtakes.
        public let tradeoff: Double
        /// The candidate that would be chosen.
        public let candidate: CandidateID
    }

    /// The parts of each candidate, in pool order.
    public let parts: [Part]
    /// The eligible candidate with the next best utility; `nil` = there is no other.
    public let runnerUp: CandidateID?
    /// The nearest change towards cheaper that changes the choice; `nil` = none does.
    public let flipTowardsCheaper: Flip?
    /// The nearest change towards quality that changes the choice; `nil` = none does.
    public let flipTowardsQuality: Flip?
}

extension DecisionMaker {
    /// Explains a decision of this maker.
    ///
    /// - Parameter decision: made by this maker; its features are used, no text is needed.
    /// - Returns: contributions, costs, the runner-up and what would flip the choice.
    public func explain(_ decision: RoutingDecision) -> DecisionExplanation {
        let input = scorer.headInput(decision.features)
        let parts = decision.candidates.indices.map { index in
            part(index, verdict: decision.candidates[index], input: input, decision: decision)
        }
        let (cheaper, better) = flips(decision)
        return DecisionExplanation(
            parts: parts, runnerUp: decision.ranking.first { $0.candidate != decision.choice }?.candidate,
            flipTowardsCheaper: cheaper, flipTowardsQuality: better)
    }

    private func part(
        _ index: Int, verdict: CandidateVerdict, input: [Float], decision: RoutingDecision
    ) -> DecisionExplanation.Part {
        let amounts = scorer.contributions(of: index, input: input).map(Double.init)
        let names = extractor.schema.surfaceNames
        let skillCount = input.count - 1 - names.count
        var contributions = [
            DecisionExplanation.Contribution(name: "difficulty", amount: amounts[1]),
            DecisionExplanation.Contribution(name: "skills", amount: amounts[2..<1 + skillCount].reduce(0, +)),
        ]
        for (place, name) in names.enumerated() {
            contributions.append(.init(name: name, amount: amounts[1 + skillCount + place]))
        }
        let price = pool.candidates[index].price
        return DecisionExplanation.Part(
            candidate: verdict.candidate, head: scorer.headNames[index],
            contributions: contributions.sorted { abs($0.amount) > abs($1.amount) },
            promptCostUSD: price.costUSD(promptTokens: Double(decision.features.promptTokens), completionTokens: 0),
            completionCostUSD: price.completionUSDPerMillion.map { $0 * verdict.estimate.completionTokens / 1e6 })
    }

    /// Where the choice would change if only the dial moved: on either side the nearest position, by twentieths of a step
    /// and then by halves, at which another candidate has the highest utility.
    ///
    /// Utilities are made as for a decision, margins included: which candidate is best on average changes with the dial
    /// too, so that crossings of estimates alone would be elsewhere.
    private func flips(
        _ decision: RoutingDecision
    ) -> (cheaper: DecisionExplanation.Flip?, better: DecisionExplanation.Flip?) {
        let current = decision.tradeoff.value
        // A choice that utilities did not make is not changed by them.
        guard best(decision, at: current) == decision.choice else { return (nil, nil) }
        return (flip(decision, towards: Tradeoff.range.upperBound), flip(decision, towards: Tradeoff.range.lowerBound))
    }

    private func flip(_ decision: RoutingDecision, towards end: Double) -> DecisionExplanation.Flip? {
        let current = decision.tradeoff.value
        let stepCount = Int((abs(end - current) * 20).rounded(.up))
        var same = current
        for step in 0..<stepCount {
            var other = step + 1 == stepCount ? end : current + Double(step + 1) * (end > current ? 0.05 : -0.05)
            guard var found = best(decision, at: other), found != decision.choice else {
                same = other
                continue
            }
            for _ in 0..<30 {
                let middle = (same + other) / 2
                guard let candidate = best(decision, at: middle), candidate != decision.choice else {
                    same = middle
                    continue
                }
                (other, found) = (middle, candidate)
            }
            return .init(tradeoff: other, candidate: found)
        }
        return nil
    }

    /// The eligible candidate of the highest utility at a position of the dial, the first of several.
    private func best(_ decision: RoutingDecision, at dial: Double) -> CandidateID? {
        guard let tradeoff = try? Tradeoff(dial) else { return nil }
        let isEligible = decision.candidates.map(\.isEligible)
        let utilities = utilities(decision.candidates.map(\.estimate), isEligible: isEligible, tradeoff: tradeoff)
        let eligible = isEligible.indices.filter { isEligible[$0] }
        guard let first = eligible.first else { return nil }
        let place = eligible.reduce(first) { utilities[$1] > utilities[$0] ? $1 : $0 }
        return decision.candidates[place].candidate
    }
}
