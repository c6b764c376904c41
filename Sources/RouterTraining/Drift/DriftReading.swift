import Foundation

/// One mean that was compared with what it was, or should be.
///
/// A difference counts as drift beyond Bernstein's bound, `M L / 3 + √((M L / 3)² + 2 V L)`, with `V` the variance of the
/// difference, `M` the most that one number can move it, and `L = ln(2 / false-alarm rate)`. For large windows this is
/// hardly more than what a z test asks for; for small ones and for rare, skewed numbers, whose means are not normal, it
/// keeps the stated rate where a z test does not. Numbers are taken to be independent of each other: requests of one
/// conversation are not, and a window of a few long conversations alarms more often than stated.
///
/// - SeeAlso: Boucheron, Lugosi & Massart (2013), "Concentration Inequalities", theorem 2.10.
package struct DriftReading: Sendable, Hashable {
    /// What was measured: a feature or a candidate.
    package let name: String
    /// Recent mean less the mean that it is compared with, in the unit of the numbers.
    package let difference: Double
    /// How large a difference counts as drift.
    package let threshold: Double
    /// Standard deviation of one number, in its unit.
    package let deviation: Double
    /// How many recent numbers there were.
    package let recentCount: Int

    /// Whether this is drift.
    package var isAlarm: Bool { abs(difference) > threshold }

    /// The difference in standard deviations of one number; infinite where numbers did not vary and yet moved.
    package var effect: Double { difference == 0 ? 0 : difference / deviation }

    /// Compares recent numbers with earlier ones; `nil` where either has none.
    ///
    /// The false-alarm rate, (0, 1), is that of this comparison alone. Differences of less than `leastEffect` standard
    /// deviations are not drift however certain they are.
    init?(
        _ name: String, recent: RunningMoments, reference: RunningMoments, falseAlarmRate: Double,
        leastEffect: Double = 0
    ) {
        guard recent.count > 0, reference.count > 0 else { return nil }
        let (n, m) = (Double(recent.count), Double(reference.count))
        let freedom = max(1, n + m - 2)
        let variance = (recent.squaredDeviations + reference.squaredDeviations) / freedom
        let range = max(recent.highest, reference.highest) - min(recent.lowest, reference.lowest)
        let bound = Self.bernstein(
            variance: variance * (1 / n + 1 / m), largestStep: range / min(n, m), falseAlarmRate: falseAlarmRate)
        self.name = name
        difference = recent.mean - reference.mean
        deviation = max(0, variance).squareRoot()
        threshold = max(bound, leastEffect * deviation)
        recentCount = recent.count
    }

    /// Compares recent numbers, of magnitude at most `bound`, with zero; `nil` where there are none.
    init?(_ name: String, recent: RunningMoments, bound: Double, falseAlarmRate: Double) {
        guard recent.count > 0 else { return nil }
        let count = Double(recent.count)
        self.name = name
        difference = recent.mean
        deviation = recent.deviation
        threshold = Self.bernstein(
            variance: deviation * deviation / count, largestStep: bound / count, falseAlarmRate: falseAlarmRate)
        recentCount = recent.count
    }

    /// The bound of the type's summary.
    static func bernstein(variance: Double, largestStep: Double, falseAlarmRate: Double) -> Double {
        let exponent = log(2 / falseAlarmRate)
        let linear = largestStep * exponent / 3
        return linear + (linear * linear + 2 * max(0, variance) * exponent).squareRoot()
    }
}
