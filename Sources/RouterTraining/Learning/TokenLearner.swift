import Foundation
import RouterModel
import RouterNumerics

/// How long a candidate's replies are, sharpened by the user's own.
enum TokenLearner {
    /// The forecast of one candidate.
    ///
    /// - Parameters:
    ///   - entry: the candidate and its sums.
    ///   - recipe: the settings.
    ///   - recent: outcomes of it; with enough of them their own mean stands in for that of a distribution.
    /// - Returns: the prior's where no reply was counted.
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if inputs were not finite.
    static func forecast(
        _ entry: HeadLearner.Entry, recipe: LearningRecipe, recent: [OwnOutcome] = []
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
        let own = meanRatio(of: recent, to: weights) ?? exp(min(3.2, variance) / 2)
        let smearing = share * own + (1 - share) * head.tokenSmearing
        return .init(weights: weights, smearing: min(5, max(0.2, smearing)))
    }

    /// Real tokens over those that the weights alone forecast; `nil` where there are too few replies to tell.
    ///
    /// Duan (1983), "Smearing Estimate", DOI 10.1080/01621459.1983.10478017: it assumes no distribution, and where costs
    /// decide, an error of the level is an error of the choice.
    private static func meanRatio(of outcomes: [OwnOutcome], to weights: [Double]) -> Double? {
        var (count, total, forecast) = (0, 0.0, 0.0)
        for outcome in outcomes {
            guard let tokens = outcome.completionTokens else { continue }
            count += 1
            total += Double(tokens)
            forecast += max(1, expm1(zip(weights, outcome.input).reduce(0) { $0 + $1.0 * Double($1.1) }))
        }
        return count >= minOutcomeCount && forecast > 0 ? total / forecast : nil
    }

    private static let minOutcomeCount = 20
}
