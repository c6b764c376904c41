/// Whether prompts have changed: each number's recent mean against its mean in a reference window.
package struct FeatureDrift: Sendable, Hashable {
    /// One reading a number, in the order of the statistics; none where either window is empty.
    package let readings: [DriftReading]
    /// Probability that a comparison of two windows without drift names any number, shared evenly among them (Bonferroni).
    package let falseAlarmRate: Double

    /// Compares.
    ///
    /// - Parameters:
    ///   - recent: the window in question.
    ///   - reference: what it is compared with, such as the prompts that the champion was trained on; not overlapping.
    ///   - falseAlarmRate: of each such comparison, (0, 1); repeated comparisons each have it.
    ///   - leastEffect: smaller shifts, in standard deviations of one prompt, are not worth an alarm however certain.
    package init(
        recent: DriftStatistics, reference: DriftStatistics, falseAlarmRate: Double = 0.01, leastEffect: Double = 0.1
    ) {
        precondition(recent.names == reference.names, "statistics of different numbers")
        precondition(falseAlarmRate > 0 && falseAlarmRate < 1, "a false-alarm rate of \(falseAlarmRate)")
        self.falseAlarmRate = falseAlarmRate
        let share = falseAlarmRate / Double(max(1, recent.names.count))
        readings = recent.names.indices.compactMap { index in
            DriftReading(
                recent.names[index], recent: recent.moments[index], reference: reference.moments[index],
                falseAlarmRate: share, leastEffect: leastEffect)
        }
    }

    /// The numbers that have moved, the largest shift in standard deviations first.
    package var alarms: [DriftReading] {
        readings.filter(\.isAlarm).sorted { abs($0.effect) > abs($1.effect) }
    }
}
