package import RouterCore

/// Running sums of `reward − predicted quality` by candidate.
package struct CalibrationStatistics: Sendable, Hashable {
    /// Moments of the errors, each in [−1, 1].
    package private(set) var moments: [CandidateID: RunningMoments] = [:]

    /// No outcomes yet.
    package init() {}

    /// Adds one outcome.
    ///
    /// - Parameters:
    ///   - candidate: who answered.
    ///   - reward: how good the reply was, [0, 1].
    ///   - predicted: the quality that was estimated before, [0, 1].
    package mutating func add(_ candidate: CandidateID, reward: Double, predicted: Double) {
        precondition((0...1).contains(reward), "a reward of \(reward)")
        precondition((0...1).contains(predicted), "a quality of \(predicted)")
        moments[candidate, default: RunningMoments()].add(reward - predicted)
    }

    /// Adds all outcomes of another.
    package mutating func merge(_ other: CalibrationStatistics) {
        for (candidate, own) in other.moments { moments[candidate, default: RunningMoments()].merge(own) }
    }
}
