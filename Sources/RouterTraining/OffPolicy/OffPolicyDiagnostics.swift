/// Whether the samples can tell anything about the target policy.
package struct OffPolicyDiagnostics: Sendable, Hashable {
    /// Importance weights of the logged choices.
    package struct Weights: Sendable, Hashable {
        /// The mean; about one less the share that could not be logged, if all is well.
        package let mean: Double
        /// The mean's standard error.
        package let standardError: Double
        /// The largest.
        package let maximum: Double
        /// The 99th percentile.
        package let percentile99: Double
        /// Share of samples of weight 0, which only the model learns from.
        package let zeroShare: Double
        /// The largest weight's share of all weight; 0 where there is none.
        package let largestShare: Double
    }

    /// Where the target policy goes that the logging policy could not, or hardly.
    package struct Support: Sendable, Hashable {
        /// Logging probabilities below this count as hardly.
        package let floor: Double
        /// Share of the target's probability on candidates with a logging probability of 0.
        package let impossibleShare: Double
        /// Share on candidates with a logging probability above 0 and below the floor.
        package let rareShare: Double
        /// Share of samples where either is above 0.
        package let affectedShare: Double
    }

    /// Below this effective sample size intervals may lose their coverage: from 100 on all estimators kept 94 % of
    /// nominal 95 %, with 66 SNIPS had 92.7 %, with 20 IPS 89.7 % (300 logs of a prototype; the page Off-policy evaluation).
    package static let leastEffectiveSampleSize = 100.0
    /// One sample with more than this share of all weight is worth a warning.
    static let largestWeightShare = 0.05
    /// More than this share of the target's probability where nothing was logged is worth a warning.
    static let impossibleShare = 0.01
    /// More standard errors than these between the mean weight and what it should be are worth a warning: 1 in 16,000.
    static let meanWeightErrors = 4.0

    /// Kish's effective sample size of the weights.
    package let effectiveSampleSize: Double
    /// The weights.
    package let weights: Weights
    /// The support.
    package let support: Support
    /// The logged probabilities.
    package let propensities: PropensityCalibration
    /// What is wrong, the worst first.
    package let warnings: [OffPolicyWarning]

    /// Looks at the samples, of which there is at least one.
    ///
    /// - Complexity: O(n·m + n·log n).
    package init(_ samples: [OffPolicySample], supportFloor: Double = 0.001, falseAlarmRate: Double = 0.01) {
        precondition(!samples.isEmpty, "no samples")
        let values = samples.map(\.importanceWeight)
        let (moments, sorted, total) = (Moments(values), values.sorted(), values.reduce(0, +))
        let largest = sorted[sorted.count - 1]
        effectiveSampleSize = ImportanceWeights.effectiveSampleSize(values)
        weights = Weights(
            mean: moments.mean, standardError: moments.standardError, maximum: largest,
            percentile99: Bootstrap.percentile(0.99, of: sorted),
            zeroShare: Double(values.count { $0 == 0 }) / Double(values.count),
            largestShare: total > 0 ? largest / total : 0)
        support = Support(samples, floor: supportFloor)
        propensities = PropensityCalibration(samples, falseAlarmRate: falseAlarmRate)
        var warnings: [OffPolicyWarning] = propensities.alarms.map { .miscalibratedPropensities($0) }
        if support.impossibleShare > Self.impossibleShare {
            warnings.append(.unsupported(share: support.impossibleShare))
        }
        if abs(weights.mean - (1 - support.impossibleShare)) > Self.meanWeightErrors * weights.standardError + 1e-9 {
            warnings.append(.meanWeight(weights.mean, expected: 1 - support.impossibleShare))
        }
        if effectiveSampleSize < Self.leastEffectiveSampleSize {
            warnings.append(.fewEffectiveSamples(effectiveSampleSize))
        }
        if weights.largestShare > Self.largestWeightShare {
            warnings.append(.heavyWeight(share: weights.largestShare))
        }
        self.warnings = warnings
    }
}

extension OffPolicyDiagnostics.Support {
    fileprivate init(_ samples: [OffPolicySample], floor: Double) {
        var (impossible, rare, affected) = (0.0, 0.0, 0)
        for sample in samples {
            var isAffected = false
            for (logging, target) in zip(sample.loggingProbabilities, sample.targetProbabilities)
            where target > 0 && logging < floor {
                if logging > 0 { rare += target } else { impossible += target }
                isAffected = true
            }
            affected += isAffected ? 1 : 0
        }
        let count = Double(samples.count)
        self.floor = floor
        impossibleShare = impossible / count
        rareShare = rare / count
        affectedShare = Double(affected) / count
    }
}
