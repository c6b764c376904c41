import RouterNumerics

/// The posterior of one candidate's weights.
struct HeadFitResult: Sendable {
    /// Posterior mean: prior, common and own part, shape `(d)`.
    let weights: [Double]
    /// `F` with posterior covariance `FᵀF`, row-major, shape `(d, d)`.
    let covarianceFactor: [Double]
    /// The noise that the covariance holds: a row's pull on its own prediction is `zᵀ A⁻¹ z = ‖F z‖² / noise`.
    private let noiseVariance: Double

    /// - Parameters:
    ///   - entry: the candidate.
    ///   - rest: its rewards less prior and common part.
    ///   - common: shape `(d)`.
    ///   - precision: shape `(d)`.
    ///   - recipe: the settings.
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if inputs were not finite.
    init(
        _ entry: HeadLearner.Entry, _ rest: LinearStatistics, common: [Double], precision: [Double],
        recipe: LearningRecipe
    ) throws(LinearAlgebra.NotPositiveDefinite) {
        let order = rest.order
        var system = rest.gram
        for index in 0..<order { system[index * order + index] += precision[index] }
        let cholesky = try LinearAlgebra.Cholesky(system)
        let own = cholesky.solve(rest.moment)
        let squares = rest.residuals(of: own).squares
        let noise =
            (squares + recipe.noiseOutcomeCount * recipe.noiseVariance) / (rest.count + recipe.noiseOutcomeCount)
        noiseVariance = noise
        weights = (0..<order).map { entry.priorWeights[$0] + common[$0] + own[$0] }
        covarianceFactor = cholesky.inverseFactor().map { $0 * noise.squareRoot() }
    }

    /// The score of an outcome's request as it would be if the outcome had not been learned from.
    ///
    /// - Parameter outcome: one of those of the statistics, with the weight that it has in them.
    /// - Returns: the raw score.
    func scoreWithout(_ outcome: OwnOutcome) -> Double {
        let input = outcome.input.map(Double.init)
        let d = input.count
        let score = zip(weights, input).reduce(0) { $0 + $1.0 * $1.1 }
        var square = 0.0
        for row in 0..<d {
            // The factor is zero above the diagonal.
            let product = (0...row).reduce(0) { $0 + covarianceFactor[row * d + $1] * input[$1] }
            square += product * product
        }
        let leverage = min(0.99, outcome.weight * square / noiseVariance)
        return score - leverage * (outcome.reward - score) / (1 - leverage)
    }
}
