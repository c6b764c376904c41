/// Sums over importance weights `w = target probability / propensity`.
package enum ImportanceWeights {
    /// How many unweighted samples tell as much as weighted ones, by Kish's rule `(Σ|w|)² / Σw²`.
    ///
    /// - Parameter weights: shape `(n)`, of either sign.
    /// - Returns: 0 where no weight is above zero, otherwise [1, n].
    /// - SeeAlso: Kish (1965), "Survey Sampling", section 11.7.
    package static func effectiveSampleSize(_ weights: [Double]) -> Double {
        var (total, squared) = (0.0, 0.0)
        for weight in weights {
            total += abs(weight)
            squared += weight * weight
        }
        return squared > 0 ? total * total / squared : 0
    }
}
