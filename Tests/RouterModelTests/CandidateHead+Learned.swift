import RouterCore

@testable import RouterModel

extension CandidateHead {
    /// The same head as learning leaves it.
    func known(by basis: Estimate.Basis, ownOutcomeCount: Int) -> CandidateHead {
        CandidateHead(
            name: name, weights: weights, covarianceFactor: covarianceFactor, calibration: calibration,
            tokenWeights: tokenWeights, tokenSmearing: tokenSmearing, price: price, outcomeCount: outcomeCount,
            meanScore: meanScore, ability: ability, latency: latency, basis: basis, ownOutcomeCount: ownOutcomeCount)
    }
}

extension ScoringModel {
    /// The same model with another head in place of the first one.
    func replacingFirstHead(_ head: CandidateHead) -> ScoringModel {
        ScoringModel(
            schemaVersion: schemaVersion, skillMap: skillMap, heads: [head] + heads.dropFirst(), meanHead: meanHead,
            scorePerPriceDecade: scorePerPriceDecade, meanLogPrice: meanLogPrice, shiftDeviations: shiftDeviations,
            benchmarks: benchmarks)
    }
}
