import RouterNumerics

/// The sufficient statistics of a linear regression: `G = Σ z zᵀ`, `b = Σ z y`, `Σ y²` and `n`.
///
/// They add up: the statistics of two sets of rows are those of their union.
struct LinearStatistics: Sendable {
    /// `G`, shape `(d, d)`.
    private(set) var gram: [Double]
    /// `b`, shape `(d)`.
    private(set) var moment: [Double]
    /// `Σ y²`.
    private(set) var squares = 0.0
    /// `n`.
    private(set) var count = 0.0
    /// `d`.
    let order: Int

    /// No rows.
    init(order: Int) {
        self.order = order
        gram = [Double](repeating: 0, count: order * order)
        moment = [Double](repeating: 0, count: order)
    }

    /// Adds rows.
    ///
    /// - Parameters:
    ///   - inputs: row-major, shape `(n, d)`.
    ///   - targets: shape `(n)`.
    mutating func add(inputs: [Double], targets: [Double]) {
        LinearAlgebra.addGram(of: inputs, rows: targets.count, to: &gram)
        LinearAlgebra.addTransposedProduct(inputs, targets, rows: targets.count, to: &moment)
        squares += targets.reduce(0) { $0 + $1 * $1 }
        count += Double(targets.count)
    }

    /// Adds rows that count for more or less than one.
    ///
    /// - Parameters:
    ///   - inputs: row-major, shape `(n, d)`.
    ///   - targets: shape `(n)`.
    ///   - weights: how often each row is taken to be there, shape `(n)`, not negative.
    mutating func add(inputs: [Double], targets: [Double], weights: [Double]) {
        precondition(weights.count == targets.count, "\(weights.count) weights for \(targets.count) rows")
        guard weights.contains(where: { $0 != 1 }) else { return add(inputs: inputs, targets: targets) }
        let roots = weights.map { $0.squareRoot() }
        add(
            inputs: inputs.indices.map { inputs[$0] * roots[$0 / order] },
            targets: zip(targets, roots).map { $0 * $1 })
        count += weights.reduce(0, +) - Double(targets.count)
    }

    /// The same rows with targets less what given weights predict of them.
    ///
    /// - Parameter weights: shape `(d)`.
    /// - Returns: as many rows with the same inputs.
    /// - Complexity: O(d²).
    func residuals(of weights: [Double]) -> LinearStatistics {
        precondition(weights.count == order, "\(weights.count) weights for \(order) inputs")
        var rest = self
        var predicted = [Double](repeating: 0, count: order)
        for i in 0..<order {
            for j in 0..<order { predicted[i] += gram[i * order + j] * weights[j] }
        }
        for i in 0..<order {
            rest.squares += weights[i] * (predicted[i] - 2 * moment[i])
            rest.moment[i] -= predicted[i]
        }
        rest.squares = max(0, rest.squares)
        return rest
    }

    /// The same rows with the means of inputs and targets taken out; the first input is the constant 1.
    ///
    /// - Complexity: O(d²).
    func centred() -> LinearStatistics {
        guard count > 0 else { return self }
        var rest = self
        let means = (0..<order).map { gram[$0] / count }
        let targetMean = moment[0] / count
        for i in 0..<order {
            for j in 0..<order { rest.gram[i * order + j] -= count * means[i] * means[j] }
            rest.moment[i] -= count * means[i] * targetMean
        }
        rest.squares = max(0, squares - count * targetMean * targetMean)
        return rest
    }

    /// Adds the rows of other statistics.
    ///
    /// - Precondition: both have the same order.
    mutating func merge(_ other: LinearStatistics) {
        precondition(order == other.order, "statistics of \(order) and of \(other.order) inputs")
        for index in gram.indices { gram[index] += other.gram[index] }
        for index in moment.indices { moment[index] += other.moment[index] }
        squares += other.squares
        count += other.count
    }

    /// Makes all rows count less: as if each were there `factor` times.
    ///
    /// - Parameter factor: 0 (forget all) to 1 (forget nothing).
    /// - Precondition: the factor lies in 0…1.
    mutating func decay(by factor: Double) {
        precondition((0...1).contains(factor), "a decay by \(factor) is outside 0...1")
        for index in gram.indices { gram[index] *= factor }
        for index in moment.indices { moment[index] *= factor }
        squares *= factor
        count *= factor
    }

    /// The posterior of the weights under a Gaussian prior.
    struct Posterior: Sendable {
        /// Posterior mean, shape `(d)`.
        let weights: [Double]
        /// `F` with posterior covariance `σ² FᵀF`, row-major, shape `(d, d)`, already times σ.
        let covarianceFactor: [Double]
        /// Estimated variance of a target around its mean.
        let noiseVariance: Double
    }

    /// Bayesian linear regression: `w ~ N(prior, σ² diag(1 / precision))`.
    ///
    /// - Parameters:
    ///   - prior: shape `(d)`.
    ///   - precision: shape `(d)`, in outcomes, each above 0.
    /// - Returns: mean and covariance; the noise variance is the residual's, pulled to .25 (a coin) by two outcomes.
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if inputs were not finite.
    /// - SeeAlso: Bishop (2006), "Pattern Recognition and Machine Learning", section 3.3.
    func posterior(prior: [Double], precision: [Double]) throws(LinearAlgebra.NotPositiveDefinite) -> Posterior {
        var system = gram
        var right = moment
        for index in 0..<order {
            system[index * order + index] += precision[index]
            right[index] += precision[index] * prior[index]
        }
        let cholesky = try LinearAlgebra.Cholesky(system)
        let weights = cholesky.solve(right)
        var residual = squares
        for i in 0..<order {
            residual -= 2 * weights[i] * moment[i]
            for j in 0..<order { residual += weights[i] * gram[i * order + j] * weights[j] }
        }
        let noise = (max(0, residual) + 2 * 0.25) / (count + 2)
        return Posterior(
            weights: weights, covarianceFactor: cholesky.inverseFactor().map { $0 * noise.squareRoot() },
            noiseVariance: noise)
    }
}
