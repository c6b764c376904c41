import Foundation
package import RouterCore
package import RouterModel
import RouterNumerics

/// Sharpens the heads of a bundle by the user's own outcomes.
///
/// A candidate's reward is taken to be what its prior says, plus what all candidates of this user share (a level, and
/// weights: these prompts and rewards are not those of tables), plus what is its own. Both parts are Gaussian around
/// zero; how far they may move is chosen by the evidence that the outcomes themselves give.
///
/// - SeeAlso: Bishop (2006), "Pattern Recognition and Machine Learning", sections 3.3 and 3.5.
package struct HeadLearner: Sendable {
    /// The model whose heads are the prior, and whose skills stay as they are.
    package let base: ScoringModel
    /// The settings.
    package let recipe: LearningRecipe

    /// Starts from a model that has learned nothing of the user's own.
    package init(base: ScoringModel, recipe: LearningRecipe = LearningRecipe()) {
        self.base = base
        self.recipe = recipe
    }

    /// Length of what heads see, `d`.
    package var order: Int { base.skillMap.headInputCount }

    /// The model with heads for every candidate of a pool, and for every other one of which there are outcomes.
    ///
    /// - Parameters:
    ///   - statistics: of all outcomes.
    ///   - pool: the candidates; what is known of them settles their priors.
    ///   - recent: outcomes among them from which scores are calibrated, at best the newest few thousand.
    /// - Returns: the model; the same input gives the same numbers.
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if inputs were not finite.
    /// - Complexity: O(m·settings·d³ + recent·d²).
    package func model(
        _ statistics: OwnStatistics, pool: CandidatePool, recent: [OwnOutcome]
    ) throws -> ScoringModel {
        precondition(statistics.order == order, "statistics of \(statistics.order) inputs, heads of \(order)")
        let others = statistics.candidates.filter { pool.index(of: $0) == nil }
        let entries = (pool.candidates + others.map { Candidate(id: $0, provider: "", upstreamModel: $0.rawValue) })
            .map { Entry($0, prior: base.headPrior(of: $0), sums: statistics.sums[$0.id], order: order) }
        let common = try CommonShift(entries.map(\.residuals), recipe: recipe, skillCount: base.skillMap.skillCount)
        let rests = entries.map { $0.residuals.residuals(of: common.weights) }
        let (skills, surface) = try chosenPrecisions(entries, rests)
        let meanInput = Self.meanInput(entries, order: order)
        var fits: [HeadFitResult] = []
        for (entry, rest) in zip(entries, rests) {
            let precision = recipe.precision(
                level: recipe.noiseVariance / (recipe.levelVariance + entry.prior.extraVariance), skills: skills,
                surface: surface, skillCount: base.skillMap.skillCount, order: order)
            fits.append(try HeadFitResult(entry, rest, common: common.weights, precision: precision, recipe: recipe))
        }
        let calibration = OwnCalibration.fit(
            recent, heads: Dictionary(zip(entries.map(\.candidate.id), fits)) { first, _ in first })
        let heads = try zip(entries, fits).map { entry, fit in
            try head(entry, fit, calibration: calibration, meanInput: meanInput)
        }
        return base.replacingHeads(heads, shift: OwnShift(recipe: recipe, entries: entries, base: base))
    }

    /// The precisions of skill and surface weights that make all candidates' outcomes most probable together.
    private func chosenPrecisions(
        _ entries: [Entry], _ rests: [LinearStatistics]
    ) throws(LinearAlgebra.NotPositiveDefinite) -> (skills: Double, surface: Double) {
        var best: (skills: Double, surface: Double, evidence: Double)?
        for skills in recipe.skillPrecisions {
            for surface in recipe.surfacePrecisions {
                var evidence = 0.0
                for (entry, rest) in zip(entries, rests) where rest.count > 0 {
                    let precision = recipe.precision(
                        level: recipe.noiseVariance / (recipe.levelVariance + entry.prior.extraVariance),
                        skills: skills, surface: surface, skillCount: base.skillMap.skillCount, order: order)
                    evidence += try Evidence.logEvidence(
                        of: rest, precision: precision, noiseVariance: recipe.noiseVariance)
                }
                if best.map({ evidence > $0.evidence }) ?? true { best = (skills, surface, evidence) }
            }
        }
        return best.map { ($0.skills, $0.surface) } ?? (1, 1)
    }

    /// The mean of `z(x)` over all outcomes; of none, that of an average prompt.
    private static func meanInput(_ entries: [Entry], order: Int) -> [Double] {
        let count = entries.reduce(0) { $0 + $1.residuals.count }
        guard count > 0 else { return [1] + [Double](repeating: 0, count: order - 1) }
        return (0..<order).map { column in entries.reduce(0) { $0 + $1.residuals.gram[column] } / count }
    }

    private func head(
        _ entry: Entry, _ fit: HeadFitResult, calibration: PlattScaling, meanInput: [Double]
    ) throws(LinearAlgebra.NotPositiveDefinite) -> CandidateHead {
        let old = entry.prior.head
        let count = entry.residuals.count
        let forecast = try TokenLearner.forecast(entry, recipe: recipe)
        let average = calibration.quality(zip(fit.weights, meanInput).reduce(0) { $0 + $1.0 * $1.1 })
        return CandidateHead(
            name: entry.candidate.id.rawValue, weights: fit.weights.map { Float($0) },
            covarianceFactor: fit.covarianceFactor.map { Float($0) }, calibration: calibration,
            tokenWeights: forecast.weights.map { Float($0) }, tokenSmearing: forecast.smearing,
            price: entry.candidate.price, outcomeCount: entry.knownCount + Int(count.rounded()),
            meanScore: entry.meanScore, ability: average,
            latency: entry.latency ?? old.latency,
            basis: count >= recipe.ownOutcomeCount ? .ownHead : entry.prior.basis,
            ownOutcomeCount: Int(count.rounded()))
    }
}
