extension OffPolicyEstimators {
    /// How many thresholds ``switchDoublyRobust(of:rewardRange:)`` compares.
    static let thresholdCount = 12

    /// SWITCH-DR with a threshold from the data: doubly robust where the weight is at most the threshold, the model alone
    /// elsewhere.
    ///
    /// The threshold minimises estimated variance plus the square of what the bias can be at most,
    /// ``OffPolicyEstimate/unseen``, over quantiles of the weights of all candidates that the target policy may choose;
    /// the largest weight, with which nothing is switched off, is among them. The authors bound the bias by the range of
    /// rewards; here the range on either side of the modelled reward is used, which is tighter.
    ///
    /// - Returns: the estimate and the threshold.
    /// - Complexity: O(12·n·m + n·m·log(n·m)).
    /// - SeeAlso: Wang, Agarwal & Dudík (2017), "Optimal and Adaptive Off-policy Evaluation in Contextual Bandits",
    ///   ICML, arXiv:1612.01205, section 4.
    package static func switchDoublyRobust(
        of samples: [OffPolicySample], rewardRange: ClosedRange<Double>
    ) -> (estimate: OffPolicyEstimate, threshold: Double) {
        let thresholds = self.thresholds(for: samples)
        var best: (estimate: OffPolicyEstimate, threshold: Double)?
        var lowestError = Double.infinity
        // From the largest: where two are equally good, the one that switches less off is taken.
        for threshold in thresholds.reversed() {
            let estimate = switchDoublyRobust(of: samples, rewardRange: rewardRange, threshold: threshold)
            let bias = max(-estimate.unseen.lowerBound, estimate.unseen.upperBound)
            let error = Moments(estimate.contributions).squaredStandardError + bias * bias
            if error < lowestError || best == nil {
                lowestError = error
                best = (estimate, threshold)
            }
        }
        return best ?? (switchDoublyRobust(of: samples, rewardRange: rewardRange, threshold: 0), 0)
    }

    /// SWITCH-DR with a given threshold, not negative; 0 is the direct method, infinity doubly robust.
    package static func switchDoublyRobust(
        of samples: [OffPolicySample], rewardRange: ClosedRange<Double>, threshold: Double
    ) -> OffPolicyEstimate {
        WeightedResiduals(samples, rewardRange: rewardRange, usesModel: true) { $0 <= threshold ? $0 : 0 }
            .estimate(.switchDoublyRobust)
    }

    /// Quantiles of the positive weights, ascending; empty where the target policy goes nowhere that was possible.
    private static func thresholds(for samples: [OffPolicySample]) -> [Double] {
        var weights: [Double] = []
        for sample in samples {
            for (logging, target) in zip(sample.loggingProbabilities, sample.targetProbabilities)
            where logging > 0 && target > 0 {
                weights.append(target / logging)
            }
        }
        guard !weights.isEmpty else { return [] }
        weights.sort()
        var thresholds: [Double] = []
        for step in 1...thresholdCount {
            let threshold = weights[(weights.count * step - 1) / thresholdCount]
            if threshold != thresholds.last { thresholds.append(threshold) }
        }
        return thresholds
    }
}
