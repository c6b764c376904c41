/// Decides whether a challenger takes the champion's place.
///
/// It is promoted if the lower bound of what it earns more than the champion on the same logged samples is at least
/// ``margin``. This is stricter than to compare its own lower bound with the champion's estimate, for the champion's
/// uncertainty counts too, and it is tighter, for what both would do alike cancels.
///
/// The gate may be asked again and again: each retraining is a look, and a challenger that is no better must not win
/// by being looked at often. The k-th look gets the share `6 / (π² k²)` of all error that is allowed, which sums to one
/// over all looks (Bonferroni), so that `1 - confidence` bounds the probability that any look ever promotes a challenger
/// whose true advantage is below the margin.
package struct PromotionGate: Sendable, Hashable {
    /// What the lower bound of the difference must reach, in the unit of rewards, not negative.
    package var margin: Double
    /// Probability that no look promotes wrongly, [0.5, 1).
    package var confidence: Double
    /// Fewer effective samples of the difference than this are too little evidence.
    ///
    /// With 100 and more, and a true difference of just the margin, the bound failed at most 4.9 times of 100 (nominal 5)
    /// and 0.9 times of 100 (nominal 0.3); with 50 to 90 it was 5.4 and 1.2 times (1,000 logs of a prototype; the page
    /// Off-policy evaluation).
    package var leastEffectiveSampleSize: Double
    /// More than this share of what the policies differ in, on candidates that could not be logged, is a refusal.
    package var largestUnsupportedShare: Double
    /// Probability that right propensities are refused.
    package var propensityFalseAlarmRate: Double

    /// Fewer samples than this are too little evidence, whatever they say.
    static let leastSampleCount = 30

    /// Keeps the settings.
    package init(
        margin: Double = 0, confidence: Double = 0.95, leastEffectiveSampleSize: Double = 100,
        largestUnsupportedShare: Double = 0.1, propensityFalseAlarmRate: Double = 0.001
    ) {
        precondition(margin >= 0 && confidence >= 0.5 && confidence < 1, "margin \(margin), confidence \(confidence)")
        self.margin = margin
        self.confidence = confidence
        self.leastEffectiveSampleSize = leastEffectiveSampleSize
        self.largestUnsupportedShare = largestUnsupportedShare
        self.propensityFalseAlarmRate = propensityFalseAlarmRate
    }

    /// The error that a look may make.
    ///
    /// - Parameter look: 1, 2, … since the champion took office.
    /// - Returns: a probability, (0, 0.5).
    package func tail(look: Int) -> Double {
        precondition(look >= 1, "look \(look)")
        return (1 - confidence) * 6 / (Double.pi * Double.pi * Double(look) * Double(look))
    }

    /// Judges.
    ///
    /// - Parameters:
    ///   - champion: the logged outcomes with the champion's probabilities as the target, shape `(n)`.
    ///   - challenger: the same outcomes and modelled rewards with the challenger's.
    ///   - rewardRange: contains all rewards that can be.
    ///   - look: 1, 2, … since the champion took office.
    /// - Returns: the verdict and its figures; the same samples give the same.
    /// - Complexity: O(n·m).
    package func report(
        champion: [OffPolicySample], challenger: [OffPolicySample], rewardRange: ClosedRange<Double>, look: Int = 1
    ) -> PromotionReport {
        let tail = tail(look: look)
        let difference = PairedDifference(champion: champion, challenger: challenger, rewardRange: rewardRange)
        let isBounded = difference.contributions.count >= Self.leastSampleCount
        let bound = isBounded ? difference.lowerBound(tail: tail, rewardRange: rewardRange) : nil
        let figures = PromotionReport.Figures(
            sampleCount: champion.count, difference: difference.value, lowerBound: bound, tail: tail,
            effectiveSampleSize: difference.effectiveSampleSize, unsupportedShare: difference.unsupportedShare)
        return PromotionReport(verdict: verdict(figures, samples: champion), figures: figures, margin: margin)
    }

    private func verdict(_ figures: PromotionReport.Figures, samples: [OffPolicySample]) -> PromotionVerdict {
        guard samples.count >= Self.leastSampleCount, let bound = figures.lowerBound else {
            return .tooLittleEvidence(missing: Self.leastSampleCount - samples.count)
        }
        let propensities = PropensityCalibration(samples, falseAlarmRate: propensityFalseAlarmRate)
        guard propensities.alarms.isEmpty else { return .refuse(.miscalibratedPropensities(propensities.alarms)) }
        guard figures.unsupportedShare <= largestUnsupportedShare else { return .refuse(.unsupported) }
        guard figures.effectiveSampleSize > 0 else { return .refuse(.sameChoices) }
        // As many samples again for each effective one that is missing as there were for each that is there.
        let shortage = leastEffectiveSampleSize / figures.effectiveSampleSize
        if shortage > 1 { return .tooLittleEvidence(missing: missing(factor: shortage, of: samples.count)) }
        if bound >= margin { return .promote }
        guard figures.difference > margin else { return .refuse(.notBetter) }
        // The distance between estimate and bound falls as 1/√n.
        let ratio = (figures.difference - bound) / (figures.difference - margin)
        return .tooLittleEvidence(missing: missing(factor: ratio * ratio, of: samples.count))
    }

    /// Further samples for `factor` times as many; at most a billion, beyond which nobody waits.
    private func missing(factor: Double, of count: Int) -> Int {
        Int(min(1e9, max(1, (Double(count) * (factor - 1)).rounded(.up))))
    }
}
