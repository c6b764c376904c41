/// What a target policy would have earned on logged samples, by five estimators, with intervals and diagnostics.
package struct OffPolicyEvaluation: Sendable, Hashable {
    /// An estimate with its intervals.
    package struct Result: Sendable, Hashable {
        /// The estimate and what each sample contributes.
        package let estimate: OffPolicyEstimate
        /// Its intervals.
        package let intervals: OffPolicyIntervals
    }

    /// Probability that an interval contains the true value, but for the direct method's.
    package let confidence: Double
    /// In the order of ``OffPolicyEstimate/Estimator``; SNIPS is missing where no sample carries weight.
    package let results: [Result]
    /// The weight above which SWITCH-DR leaves it to the model.
    package let switchThreshold: Double
    /// Whether the samples can tell anything.
    package let diagnostics: OffPolicyDiagnostics

    /// Evaluates.
    ///
    /// - Parameters:
    ///   - samples: shape `(n)`, `n > 0`; independent of each other.
    ///   - rewardRange: contains all rewards that can be, in the unit of rewards.
    ///   - seed: the same samples and seed give the same intervals.
    ///   - confidence: (0, 1).
    ///   - weightClip: the largest weight of IPS; `nil` = not clipped.
    ///   - resampleCount: how often the bootstrap draws anew.
    /// - Complexity: O(n·m) for the estimates, bounded for the bootstrap.
    package init(
        _ samples: [OffPolicySample], rewardRange: ClosedRange<Double>, seed: UInt64, confidence: Double = 0.95,
        weightClip: Double? = nil, resampleCount: Int = Bootstrap.resampleCount
    ) {
        precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
        let (switched, threshold) = OffPolicyEstimators.switchDoublyRobust(of: samples, rewardRange: rewardRange)
        let estimates = [
            OffPolicyEstimators.ips(of: samples, rewardRange: rewardRange, weightClip: weightClip),
            OffPolicyEstimators.snips(of: samples, rewardRange: rewardRange),
            OffPolicyEstimators.directMethod(of: samples, rewardRange: rewardRange),
            OffPolicyEstimators.doublyRobust(of: samples, rewardRange: rewardRange),
            switched,
        ].compactMap { $0 }
        let intervals = OffPolicyIntervals.intervals(
            of: estimates, confidence: confidence, rewardRange: rewardRange, resampleCount: resampleCount, seed: seed)
        self.confidence = confidence
        results = zip(estimates, intervals).map { Result(estimate: $0, intervals: $1) }
        switchThreshold = threshold
        diagnostics = OffPolicyDiagnostics(samples)
    }

    /// The result of one estimator; `nil` for SNIPS where no sample carries weight.
    package func result(_ estimator: OffPolicyEstimate.Estimator) -> Result? {
        results.first { $0.estimate.estimator == estimator }
    }
}
