import RouterCore

/// Whether candidates are better or worse than predicted: the mean of `reward − predicted quality` of each.
package struct CalibrationDrift: Sendable, Hashable {
    /// One reading a candidate with outcomes to compare, by name.
    package let readings: [DriftReading]
    /// Probability that a comparison without drift names any candidate, shared evenly among them (Bonferroni).
    package let falseAlarmRate: Double

    /// Compares with zero, or with an earlier window.
    ///
    /// Choices depend on predictions, which makes no difference to the mean error if predictions are right. Where rewards
    /// are no qualities, for example because hardly anybody gives feedback, predictions are off from the beginning: then
    /// only a comparison with an earlier window tells of drift.
    ///
    /// - Parameters:
    ///   - recent: the window in question.
    ///   - reference: an earlier window; `nil` = predictions should be right, the mean error zero.
    ///   - falseAlarmRate: of each such comparison, (0, 1); repeated comparisons each have it.
    package init(
        recent: CalibrationStatistics, reference: CalibrationStatistics? = nil, falseAlarmRate: Double = 0.01
    ) {
        precondition(falseAlarmRate > 0 && falseAlarmRate < 1, "a false-alarm rate of \(falseAlarmRate)")
        self.falseAlarmRate = falseAlarmRate
        let share = falseAlarmRate / Double(max(1, recent.moments.count))
        // In a fixed order: dictionaries have none.
        let candidates = recent.moments.keys.sorted()
        readings = candidates.compactMap { candidate in
            let own = recent.moments[candidate] ?? RunningMoments()
            let name = candidate.description
            guard let reference else {
                return DriftReading(name, recent: own, bound: 1, falseAlarmRate: share)
            }
            return DriftReading(
                name, recent: own, reference: reference.moments[candidate] ?? RunningMoments(), falseAlarmRate: share)
        }
    }

    /// The candidates that have changed, the largest difference first.
    package var alarms: [DriftReading] {
        readings.filter(\.isAlarm).sorted { abs($0.difference) > abs($1.difference) }
    }
}
