import Foundation
import RouterModel
import RouterNumerics

/// How long a candidate's replies are, sharpened by the user's own.
enum TokenLearner {
    /// The forecast of one candidate.
    ///
    /// - Returns: the prior's where no reply was counted.
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if inputs were not finite.
    static func forecast(
        _ entry: HeadLearner.Entry, recipe: LearningRecipe
    ) throws(LinearAlgebra.NotPositiveDefinite) -> TokenForecastFit.Forecast {
        let head = entry.prior.head
        let prior = head.tokenWeights.map(Double.init)
        guard let tokens = entry.sums?.tokens, tokens.count > 0 else {
            return .init(weights: prior, smearing: head.tokenSmearing)
        }
        let precision =
            [recipe.tokenLevelPrecision] + [Double](repeating: recipe.tokenPrecision, count: prior.count - 1)
        let weights = try tokens.posterior(prior: prior, precision: precision).weights
        // Of normally distributed logarithms the mean count is exp(σ²/2) times the exponential of the mean.
        let variance = tokens.residuals(of: weights).squares / tokens.count
        let share = tokens.count / (tokens.count + recipe.noiseOutcomeCount)
        let smearing = share * exp(min(3.2, variance) / 2) + (1 - share) * head.tokenSmearing
        return .init(weights: weights, smearing: min(5, max(0.2, smearing)))
    }
}
