package import RouterCore

/// What was learned about one known model: linear functions of `z(x)`.
package struct CandidateHead: Sendable, Hashable {
    /// The model's name in the outcome tables.
    package let name: String
    /// Weights of the raw score, shape `(d)`.
    package let weights: [Float]
    /// Factor of the posterior covariance of the weights, row-major, shape `(d, d)`: the score's variance is `‖F z‖²`.
    package let covarianceFactor: [Float]
    /// Raw score to quality.
    package let calibration: PlattScaling
    /// Weights of the logarithm of `1 + completion tokens`, shape `(d)`.
    package let tokenWeights: [Float]
    /// Mean of the real count over the exponential of its mean logarithm.
    package let tokenSmearing: Double
    /// What the model cost in the tables; unknown where they do not say.
    package let price: Price
    /// Outcomes that it was learned from.
    package let outcomeCount: Int
    /// Mean score of these outcomes, [0, 1].
    package let meanScore: Double
    /// How long it takes; `nil` = never recorded.
    package let latency: LatencyForecast?
    /// Mean score that the model would have on prompts of average difficulty: comparable between tables.
    package let ability: Double
    /// Where its quality is known from: its own outcomes, or what stands in for them.
    package let basis: Estimate.Basis
    /// Outcomes of the user's own log among those that it was learned from.
    package let ownOutcomeCount: Int

    /// Keeps the parameters.
    package init(
        name: String, weights: [Float], covarianceFactor: [Float], calibration: PlattScaling, tokenWeights: [Float],
        tokenSmearing: Double, price: Price, outcomeCount: Int, meanScore: Double,
        ability: Double, latency: LatencyForecast? = nil, basis: Estimate.Basis = .ownHead, ownOutcomeCount: Int = 0
    ) {
        precondition(
            covarianceFactor.count == weights.count * weights.count && tokenWeights.count == weights.count,
            "shapes do not fit")
        self.name = name
        self.weights = weights
        self.covarianceFactor = covarianceFactor
        self.calibration = calibration
        self.tokenWeights = tokenWeights
        self.tokenSmearing = tokenSmearing
        self.price = price
        self.outcomeCount = outcomeCount
        self.meanScore = meanScore
        self.ability = ability
        self.latency = latency
        self.basis = basis
        self.ownOutcomeCount = ownOutcomeCount
    }
}
