/// A target policy's mean reward as one estimator sees it, with what intervals need.
package struct OffPolicyEstimate: Sendable, Hashable {
    /// The ways to estimate.
    package enum Estimator: String, Sendable, Hashable, CaseIterable {
        /// Inverse propensity scoring.
        case ips
        /// Self-normalised inverse propensity scoring.
        case snips
        /// The direct method: what the model expects.
        case directMethod = "direct_method"
        /// The model's expectation, corrected by weighted residuals.
        case doublyRobust = "doubly_robust"
        /// Doubly robust where weights are small, the model elsewhere.
        case switchDoublyRobust = "switch_doubly_robust"
    }

    /// How it was estimated.
    package let estimator: Estimator
    /// The estimate, in the unit of rewards; may lie outside their range.
    package let value: Double
    /// What each sample contributes, shape `(n)`; the mean is ``value``.
    package let contributions: [Double]
    /// What any of these samples could have contributed, whatever had been chosen and whatever its reward.
    ///
    /// Choices are those with a positive logging probability. That is at most the largest weight times the range of
    /// rewards on either side of the model's expectation, and usually less.
    package let possible: ClosedRange<Double>
    /// The contributions of the worst and of the best outcome of typical weight.
    ///
    /// A typical weight is the one that a unit of the target's probability is met with, `E[w²] / E[w]` under the logging
    /// policy: the number of samples over the effective sample size where the mean weight is one.
    package let imagined: ClosedRange<Double>
    /// By how much the true value can differ because weights were zero, cut or switched off where the target policy
    /// would go: `Σ (target − logging · weight) · (reward − model)` at the lowest and the highest reward; contains 0.
    ///
    /// No sample tells anything about this part.
    package let unseen: ClosedRange<Double>
}
