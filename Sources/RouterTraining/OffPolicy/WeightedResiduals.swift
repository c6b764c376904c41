/// The form that all estimators share: `Σ target · model + weight · (reward − model of the choice)`.
///
/// They differ in the model, which may be zero, and in what they make of the importance weight.
struct WeightedResiduals {
    /// Shape `(n)`.
    private(set) var contributions: [Double]
    /// See ``OffPolicyEstimate/possible``.
    private(set) var possible: ClosedRange<Double> = 0...0
    /// See ``OffPolicyEstimate/imagined``.
    private(set) var imagined: ClosedRange<Double> = 0...0
    /// See ``OffPolicyEstimate/unseen``.
    private(set) var unseen: ClosedRange<Double> = 0...0
    /// Share of the target's probability on candidates that could not be logged, [0, 1].
    private(set) var lostMass = 0.0

    /// Residuals from the samples' modelled rewards, or from a constant.
    ///
    /// - Parameters:
    ///   - samples: shape `(n)`, `n > 0`.
    ///   - rewardRange: contains all rewards.
    ///   - usesModel: whether the samples' modelled rewards count; otherwise `constantModel` does.
    ///   - constantModel: what is expected of every candidate.
    ///   - adjusted: what becomes of an importance weight; not negative.
    init(
        _ samples: [OffPolicySample], rewardRange: ClosedRange<Double>, usesModel: Bool = false,
        constantModel: Double = 0, adjusted: (Double) -> Double
    ) {
        precondition(!samples.isEmpty, "no samples")
        let (lowest, highest) = (rewardRange.lowerBound, rewardRange.upperBound)
        // A sample of weight one contributes no less and no more than the range of rewards.
        var (possibleLow, possibleHigh) = (lowest, highest)
        var (lostLow, lostHigh, weight, squaredWeight, expectation) = (0.0, 0.0, 0.0, 0.0, 0.0)
        contributions = []
        contributions.reserveCapacity(samples.count)
        for sample in samples {
            precondition(rewardRange.contains(sample.reward), "a reward of \(sample.reward) outside \(rewardRange)")
            let base = usesModel ? sample.modelledValue : constantModel
            for index in sample.loggingProbabilities.indices {
                let (logging, target) = (sample.loggingProbabilities[index], sample.targetProbabilities[index])
                let model = usesModel ? sample.modelledRewards[index] : constantModel
                var kept = 0.0
                if logging > 0 {
                    let own = adjusted(target / logging)
                    kept = logging * own
                    weight += kept
                    squaredWeight += kept * own
                    possibleLow = min(possibleLow, base + own * (lowest - model))
                    possibleHigh = max(possibleHigh, base + own * (highest - model))
                } else {
                    lostMass += target
                }
                lostLow += (target - kept) * (lowest - model)
                lostHigh += (target - kept) * (highest - model)
            }
            let model = usesModel ? sample.modelledRewards[sample.choice] : constantModel
            contributions.append(base + adjusted(sample.importanceWeight) * (sample.reward - model))
            expectation += base
        }
        let count = Double(samples.count)
        expectation /= count
        lostMass /= count
        let typical = weight > 0 ? squaredWeight / weight : 0
        possible = possibleLow...possibleHigh
        let (worst, best) = (typical * (lowest - expectation), typical * (highest - expectation))
        imagined = expectation + min(0, worst)...expectation + max(0, best)
        unseen = min(0, lostLow / count)...max(0, lostHigh / count)
    }

    /// The mean of the contributions.
    func estimate(_ estimator: OffPolicyEstimate.Estimator) -> OffPolicyEstimate {
        OffPolicyEstimate(
            estimator: estimator, value: contributions.reduce(0, +) / Double(contributions.count),
            contributions: contributions, possible: possible, imagined: imagined, unseen: unseen)
    }
}
