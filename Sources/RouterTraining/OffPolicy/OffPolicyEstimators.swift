/// Estimators of a target policy's mean reward from samples that a logging policy chose.
///
/// All assume that samples are independent of each other, that the logged probabilities are those with which choices were
/// made, and that rewards lie in the stated range. IPS, SNIPS and doubly robust estimates are consistent where the
/// logging policy could choose whatever the target policy may; ``OffPolicyEstimate/unseen`` says what is at stake
/// where it could not. The model of rewards has not learned from the samples.
package enum OffPolicyEstimators {
    /// Inverse propensity scoring, `mean(w r)`: unbiased without a clip, of high variance.
    ///
    /// - Parameters:
    ///   - samples: shape `(n)`, `n > 0`.
    ///   - rewardRange: contains all rewards.
    ///   - weightClip: the largest weight, above 0; cut weights make the estimate biased.
    /// - Returns: the estimate and what its intervals need.
    /// - Complexity: O(n·m), as all of these.
    /// - SeeAlso: Horvitz & Thompson (1952), "A Generalization of Sampling Without Replacement from a Finite Universe",
    ///   JASA 47, DOI 10.1080/01621459.1952.10483446.
    package static func ips(
        of samples: [OffPolicySample], rewardRange: ClosedRange<Double>, weightClip: Double? = nil
    ) -> OffPolicyEstimate {
        precondition(weightClip.map { $0 > 0 } ?? true, "a weight clip of \(weightClip ?? 0)")
        let clip = weightClip ?? .infinity
        return WeightedResiduals(samples, rewardRange: rewardRange, usesModel: false) { min($0, clip) }
            .estimate(.ips)
    }

    /// The direct method, `mean(Σ target · model)`: as biased as the model is.
    ///
    /// An interval of its contributions is one of the model's expectation, not of the truth.
    package static func directMethod(
        of samples: [OffPolicySample], rewardRange: ClosedRange<Double>
    ) -> OffPolicyEstimate {
        WeightedResiduals(samples, rewardRange: rewardRange, usesModel: true) { _ in 0 }.estimate(.directMethod)
    }

    /// The doubly robust estimate, `mean(Σ target · model + w (r − model of the choice))`: unbiased whatever the model,
    /// and the better the model, the smaller its variance.
    ///
    /// - SeeAlso: Dudík, Langford & Li (2011), "Doubly Robust Policy Evaluation and Learning", ICML, arXiv:1103.4601.
    package static func doublyRobust(
        of samples: [OffPolicySample], rewardRange: ClosedRange<Double>
    ) -> OffPolicyEstimate {
        WeightedResiduals(samples, rewardRange: rewardRange, usesModel: true) { $0 }.estimate(.doublyRobust)
    }

    /// Self-normalised inverse propensity scoring, `v = Σ w r / Σ w`: biased by order 1/n, of lower variance than IPS.
    ///
    /// Contributions are linearised, `v + w (r − v) / mean(w)`.
    ///
    /// - Returns: `nil` where no sample carries weight.
    /// - SeeAlso: Swaminathan & Joachims (2015), "The Self-Normalized Estimator for Counterfactual Learning", NeurIPS.
    package static func snips(
        of samples: [OffPolicySample], rewardRange: ClosedRange<Double>
    ) -> OffPolicyEstimate? {
        precondition(!samples.isEmpty, "no samples")
        let weights = samples.map(\.importanceWeight)
        let total = weights.reduce(0, +)
        guard total > 0 else { return nil }
        let value = zip(weights, samples).reduce(0) { $0 + $1.0 * $1.1.reward } / total
        let scale = Double(samples.count) / total
        // The same as residuals from a model that expects this value everywhere.
        let residuals = WeightedResiduals(samples, rewardRange: rewardRange, constantModel: value) { $0 * scale }
        let lost = residuals.lostMass
        let (low, high) = (lost * (rewardRange.lowerBound - value), lost * (rewardRange.upperBound - value))
        return OffPolicyEstimate(
            estimator: .snips, value: value, contributions: residuals.contributions, possible: residuals.possible,
            imagined: residuals.imagined, unseen: min(0, low)...max(0, high))
    }
}
