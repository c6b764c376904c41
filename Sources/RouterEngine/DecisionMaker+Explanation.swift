public import RouterCore
import RouterFeatures
import RouterModel

extension DecisionMaker {
    /// Explains a decision of this maker.
    ///
    /// Where the client has named or pinned a candidate, or asked for another order than that of utility, the choice is
    /// none of the router's, and what is explained is what the router would have preferred.
    ///
    /// - Parameter decision: made by this maker; its features are used, no text is needed.
    /// - Returns: contributions, costs, margins, the runner-up and what would flip the choice.
    /// - Complexity: about 250 choices from given estimates, and one estimate of the pool for each surface feature.
    public func explain(_ decision: RoutingDecision) -> DecisionExplanation {
        let whatIf = WhatIf(self, decision)
        let appraisal = whatIf.appraisal
        let contributions = scorer.contributions(decision.features, surfaceNames: extractor.schema.surfaceNames)
        let parts = decision.candidates.indices.map { index in
            part(
                index, verdict: decision.candidates[index], contributions: contributions[index], appraisal: appraisal,
                promptTokens: decision.features.promptTokens)
        }
        let preferred = whatIf.preferred.map { pool.candidates[$0].id }
        let runnerUp = decision.ranking.lazy.map(\.candidate).first { $0 != preferred }
        return DecisionExplanation(
            parts: parts, preferred: preferred, runnerUp: runnerUp,
            bestOnAverage: appraisal.baseline.map { pool.candidates[$0].id },
            flipTowardsCheaper: whatIf.dialFlip(towards: 10), flipTowardsQuality: whatIf.dialFlip(towards: 0),
            flipByRise: preferred.flatMap { whatIf.priceFlip(of: $0, towards: 1000) },
            flipByFall: runnerUp.flatMap { whatIf.priceFlip(of: $0, towards: 0.001) },
            featureFlips: whatIf.featureFlips())
    }

    private func part(
        _ index: Int, verdict: CandidateVerdict, contributions: ScoreContributions, appraisal: Appraisal,
        promptTokens: Int
    ) -> DecisionExplanation.Part {
        let price = pool.candidates[index].price
        let expected = appraisal.expected[index]
        let baseline = verdict.isEligible ? appraisal.baseline : nil
        return DecisionExplanation.Part(
            candidate: verdict.candidate, head: scorer.headNames[index], rawScore: contributions.rawScore,
            inputContributions: Self.largestFirst(contributions.byInput),
            skillContributions: Self.largestFirst(contributions.bySkill),
            promptCostUSD: price.promptUSDPerMillion.map { $0 * Double(promptTokens) / 1e6 },
            completionCostUSD: price.completionUSDPerMillion.map { $0 * verdict.estimate.completionTokens / 1e6 },
            requestCostUSD: price.requestUSD, switchCostUSD: verdict.switchCostUSD, expectedUtility: expected,
            advantage: baseline.map { expected - appraisal.expected[$0] },
            margin: baseline.map { _ in expected - appraisal.cautious[index] })
    }

    private static func largestFirst(_ parts: [ScoreContributions.Part]) -> [DecisionExplanation.Contribution] {
        parts.map { .init(name: $0.name, amount: $0.amount) }.sorted { abs($0.amount) > abs($1.amount) }
    }
}
