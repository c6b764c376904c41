extension OffPolicyEstimators {
    /// SWITCH-DR with a threshold from the data: doubly robust where the weight is at most the threshold, the model alone
    /// elsewhere.
    ///
    /// The threshold minimises estimated variance plus the square of what the bias can be at most,
    /// ``OffPolicyEstimate/unseen``, over twenty quantiles of the weights. The authors bound the bias by the range of
    /// rewards; here the range on either side of the modelled reward is used, which is tighter.
    ///
    /// - Returns: the estimate and the threshold.
    /// - Complexity: O(n·m·log(n·m)).
    /// - SeeAlso: Wang, Agarwal & Dudík (2017), "Optimal and Adaptive Off-policy Evaluation in Contextual Bandits",
    ///   ICML, arXiv:1612.01205.
    package static func switchDoublyRobust(
        of samples: [OffPolicySample], rewardRange: ClosedRange<Double>
    ) -> (estimate: OffPolicyEstimate, threshold: Double) {
        let threshold = SwitchThreshold.best(for: samples, rewardRange: rewardRange)
        return (switchDoublyRobust(of: samples, rewardRange: rewardRange, threshold: threshold), threshold)
    }

    /// SWITCH-DR with a given threshold, not negative; 0 is the direct method, infinity doubly robust.
    package static func switchDoublyRobust(
        of samples: [OffPolicySample], rewardRange: ClosedRange<Double>, threshold: Double
    ) -> OffPolicyEstimate {
        WeightedResiduals(samples, rewardRange: rewardRange, usesModel: true) { $0 <= threshold ? $0 : 0 }
            .estimate(.switchDoublyRobust)
    }
}
