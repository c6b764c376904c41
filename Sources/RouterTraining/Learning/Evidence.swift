import Foundation
import RouterNumerics

/// How probable observed targets are under a Gaussian prior of the weights: what block precisions are chosen by.
enum Evidence {
    /// The logarithm of the marginal likelihood of targets under `w ~ N(0, σ² diag(1 / precision))` and noise `σ²`, up to
    /// what does not depend on the precisions.
    ///
    /// - Parameters:
    ///   - statistics: of the rows.
    ///   - precision: shape `(d)`, in outcomes, each above 0.
    ///   - noiseVariance: `σ²`, above 0.
    /// - Returns: natural logarithm; comparable between precisions of the same rows.
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if inputs were not finite.
    /// - SeeAlso: MacKay (1992), "Bayesian Interpolation", DOI 10.1162/neco.1992.4.3.415.
    /// - Complexity: O(d³).
    static func logEvidence(
        of statistics: LinearStatistics, precision: [Double], noiseVariance: Double
    ) throws(LinearAlgebra.NotPositiveDefinite) -> Double {
        var system = statistics.gram
        let d = statistics.order
        for index in 0..<d { system[index * d + index] += precision[index] }
        let cholesky = try LinearAlgebra.Cholesky(system)
        let weights = cholesky.solve(statistics.moment)
        let explained = zip(weights, statistics.moment).reduce(0) { $0 + $1.0 * $1.1 }
        let logPrior = precision.reduce(0) { $0 + log($1) }
        return (logPrior - cholesky.logDeterminant) / 2 + explained / (2 * noiseVariance)
    }
}
