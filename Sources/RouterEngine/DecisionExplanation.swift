import Foundation
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
        let (cheaper, better) = Self.flips(decision)
        return DecisionExplanation(
            parts: parts, runnerUp: decision.ranking.first { $0.candidate != decision.choice }?.candidate,
            flipTowardsCheaper: cheaper, flipTowardsQuality: better)
    }

    private func part(
        _ index: Int, verdict: CandidateVerdict, input: [Float], decision: RoutingDecision
    ) -> DecisionExplanation.Part {
        let amounts = scorer.contributions(of: index, input: input).map(Double.init)
        let names = FeatureExtractor.schema.surfaceNames
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

    /// Where the choice would change if only the dial moved: utilities are lines in λ, and the first crossing on either
    /// side counts.
    private static func flips(
        _ decision: RoutingDecision
    ) -> (cheaper: DecisionExplanation.Flip?, better: DecisionExplanation.Flip?) {
        guard let chosen = decision.chosen, let cost = chosen.estimate.costUSD else { return (nil, nil) }
        let current = decision.tradeoff.qualityPerUSD
        var (cheaper, better): ((Double, CandidateID)?, (Double, CandidateID)?)
        for other in decision.candidates where other.isEligible && other.candidate != decision.choice {
            guard let otherCost = other.estimate.costUSD, otherCost != cost else { continue }
            let crossing = (chosen.estimate.quality - other.estimate.quality) / (cost - otherCost)
            guard crossing > 0 else { continue }
            if otherCost < cost, crossing >= current, crossing < cheaper?.0 ?? .infinity {
                cheaper = (crossing, other.candidate)
            }
            if otherCost > cost, crossing <= current, crossing > better?.0 ?? 0 { better = (crossing, other.candidate) }
        }
        func flip(_ crossing: (Double, CandidateID)?) -> DecisionExplanation.Flip? {
            crossing.map { .init(tradeoff: min(10, max(0, 5 + 2 * log10($0.0 / 10))), candidate: $0.1) }
        }
        return (flip(cheaper), flip(better))
    }
}
