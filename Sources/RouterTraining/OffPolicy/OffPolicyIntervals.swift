import Foundation

/// Two-sided intervals of an off-policy estimate.
///
/// Both are widened by ``OffPolicyEstimate/unseen``, so that they stay true where the logging policy could not go, weights
/// were clipped or a switch was thrown; but for the direct method, whose intervals are of the model's expectation only.
package struct OffPolicyIntervals: Sendable, Hashable {
    /// Fewer samples than this have no bootstrap interval but the whole range of rewards.
    static let leastSampleCount = 10

    /// Empirical Bernstein: holds for every sample size where ``OffPolicyEstimate/possible`` bounds contributions, and is
    /// wide.
    ///
    /// The range is that of these samples' weights, not of weights that may come. For SNIPS, whose contributions are
    /// linearised, it holds for large samples only.
    ///
    /// - SeeAlso: Maurer & Pontil (2009), "Empirical Bernstein Bounds and Sample Variance Penalization", COLT,
    ///   arXiv:0907.3740, theorem 4.
    package let empiricalBernstein: Interval
    /// The wider of bootstrap-t and Student's interval on each side, with one outcome of typical weight added that is the
    /// worst there could be for the lower end, the best for the upper.
    ///
    /// Weighted rewards are skewed: with about 50 effective samples percentiles of means, bootstrap-t and Student's
    /// interval by themselves each fell below 93 % for some estimator, on the side where nothing of large weight had been
    /// seen yet; the page Off-policy evaluation of `RouterCore` has the figures. What the added outcome changes falls as
    /// 1/n.
    ///
    /// - SeeAlso: Agresti & Coull (1998), "Approximate Is Better than 'Exact' for Interval Estimation of Binomial
    ///   Proportions", The American Statistician 52, DOI 10.1080/00031305.1998.10480550, add outcomes to shares.
    package let bootstrap: Interval
}

extension OffPolicyIntervals {
    /// Intervals of several estimates from the same samples; all see the same draws.
    ///
    /// - Parameters:
    ///   - estimates: shape `(k)`; contributions of one length.
    ///   - confidence: probability that an interval contains the true value, (0, 1).
    ///   - rewardRange: what the bootstrap interval is for fewer than ten samples.
    ///   - resampleCount: how often the bootstrap draws anew.
    ///   - seed: the same seed gives the same intervals.
    /// - Returns: shape `(k)`.
    static func intervals(
        of estimates: [OffPolicyEstimate], confidence: Double, rewardRange: ClosedRange<Double>, resampleCount: Int,
        seed: UInt64
    ) -> [OffPolicyIntervals] {
        let tail = (1 - confidence) / 2
        let columns = estimates.flatMap { estimate in
            [estimate.imagined.lowerBound, estimate.imagined.upperBound].map { estimate.contributions + [$0] }
        }
        let isEnough = (estimates.first?.contributions.count ?? 0) >= leastSampleCount
        let reached =
            isEnough
            ? Bootstrap.studentisedQuantiles(of: columns, tail: tail, resampleCount: resampleCount, seed: seed) : []
        return estimates.enumerated().map { index, estimate in
            let isOfModel = estimate.estimator == .directMethod
            let unseen = isOfModel ? 0...0 : estimate.unseen
            var bootstrap = Interval(low: rewardRange.lowerBound, high: rewardRange.upperBound)
            if isEnough {
                let (low, high) = (Moments(columns[2 * index]), Moments(columns[2 * index + 1]))
                let student = StudentDistribution.quantile(upperTail: tail, degrees: low.count - 1)
                bootstrap = Interval(
                    low: low.mean - max(student, reached[2 * index].high) * low.standardError + unseen.lowerBound,
                    high: high.mean + max(student, -reached[2 * index + 1].low) * high.standardError
                        + unseen.upperBound)
            }
            let distance = empiricalBernsteinDistance(estimate, tail: tail)
            return OffPolicyIntervals(
                empiricalBernstein: Interval(
                    low: estimate.value - distance + unseen.lowerBound,
                    high: estimate.value + distance + unseen.upperBound),
                bootstrap: bootstrap)
        }
    }

    /// How far the mean may be from its expectation on one side but with probability `tail`.
    private static func empiricalBernsteinDistance(_ estimate: OffPolicyEstimate, tail: Double) -> Double {
        let moments = Moments(estimate.contributions)
        let range = estimate.possible.upperBound - estimate.possible.lowerBound
        // A single sample has no variance to go by.
        guard moments.count > 1 else { return range }
        let count = Double(moments.count)
        let exponent = log(2 / tail)
        return (2 * moments.variance * exponent / count).squareRoot() + 7 * range * exponent / (3 * (count - 1))
    }
}
