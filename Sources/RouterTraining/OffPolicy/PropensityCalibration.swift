/// Whether choices were made as often as their logged probabilities say.
///
/// For each candidate, samples are put into bins by the candidate's logged probability `p`. If the log is right, choices
/// in a bin exceed `Σ p` by a sum of mean 0 and variance `Σ p (1 − p)`, also where policies change and learn as they go.
/// The squares over the variances add up to a χ² statistic. Neighbouring bins are joined until each has a variance of at
/// least ``leastVariance``; a candidate without such a bin is not tested.
package struct PropensityCalibration: Sendable, Hashable {
    /// One candidate's test.
    package struct Reading: Sendable, Hashable {
        /// The candidate's place; meaningful where all samples have the same candidates.
        package let candidate: Int
        /// How often it was chosen.
        package let chosen: Int
        /// How often it should have been, `Σ p`.
        package let expected: Double
        /// The χ² statistic.
        package let statistic: Double
        /// Its degrees of freedom: the number of bins.
        package let degrees: Int
        /// Probability of such a statistic or a larger one if the log is right.
        package let probability: Double
    }

    /// Upper ends of the bins.
    static let binEnds = [0.02, 0.05, 0.1, 0.3, 0.6, 0.9, 1]
    /// Sums of rare choices are skewed, and χ² with them; 25 kept the false-alarm rate in `OffPolicyDiagnosticsTests`.
    static let leastVariance = 25.0

    /// All candidates that could be tested.
    package let readings: [Reading]
    /// Probability that any candidate is named wrongly, shared evenly among them.
    package let falseAlarmRate: Double

    /// Tests every candidate.
    ///
    /// - Complexity: O(n·m).
    package init(_ samples: [OffPolicySample], falseAlarmRate: Double = 0.01) {
        let width = samples.map(\.loggingProbabilities.count).max() ?? 0
        var bins = [[Bin]](repeating: [Bin](repeating: Bin(), count: Self.binEnds.count), count: width)
        for sample in samples {
            for (candidate, probability) in sample.loggingProbabilities.enumerated() where probability > 0 {
                let place = Self.binEnds.firstIndex { probability <= $0 } ?? Self.binEnds.count - 1
                bins[candidate][place].add(probability: probability, isChosen: candidate == sample.choice)
            }
        }
        self.falseAlarmRate = falseAlarmRate
        readings = bins.enumerated().compactMap { Self.reading($1, candidate: $0) }
    }

    /// The candidates whose choices do not fit their logged probabilities.
    package var alarms: [Reading] {
        readings.filter { $0.probability < falseAlarmRate / Double(readings.count) }
    }

    private struct Bin {
        var chosen = 0
        var expected = 0.0
        var variance = 0.0

        mutating func add(probability: Double, isChosen: Bool) {
            chosen += isChosen ? 1 : 0
            expected += probability
            variance += max(0, probability * (1 - probability))
        }

        mutating func add(_ other: Bin) {
            chosen += other.chosen
            expected += other.expected
            variance += other.variance
        }
    }

    private static func reading(_ bins: [Bin], candidate: Int) -> Reading? {
        var joined: [Bin] = []
        var open = Bin()
        for bin in bins {
            open.add(bin)
            guard open.variance >= leastVariance else { continue }
            joined.append(open)
            open = Bin()
        }
        guard !joined.isEmpty else { return nil }
        joined[joined.count - 1].add(open)
        let statistic = joined.reduce(0) { sum, bin in
            let excess = Double(bin.chosen) - bin.expected
            return sum + excess * excess / bin.variance
        }
        return Reading(
            candidate: candidate, chosen: joined.reduce(0) { $0 + $1.chosen },
            expected: joined.reduce(0) { $0 + $1.expected }, statistic: statistic, degrees: joined.count,
            probability: ChiSquareDistribution.upperTail(statistic, degrees: joined.count))
    }
}
