package import Foundation
package import RouterCore

/// What a log says about its candidates.
package struct LogStatistics: Sendable, Hashable {
    /// The times of the first and the last decision; `nil` = there is none.
    package let span: ClosedRange<Date>?
    /// Number of decisions.
    package let decisionCount: Int
    /// Number of decisions in which the default stepped in because routing failed.
    package let degradedCount: Int
    /// Number of outcomes.
    package let outcomeCount: Int
    /// One a candidate that was chosen or called, the most chosen first, then by name.
    package let candidates: [CandidateStatistics]
    /// Entries that were lost, ever since the file was made and whatever the span.
    package let droppedEntryCount: Int
    /// Bytes of the file and its WAL.
    package let fileBytes: Int
}

/// What a log says about one candidate.
package struct CandidateStatistics: Sendable, Hashable {
    /// The candidate.
    package let candidate: CandidateID
    /// Decisions that chose it.
    package let chosenCount: Int
    /// Share of all decisions, [0, 1].
    package let chosenShare: Double
    /// Mean propensity of these decisions, (0, 1]; `nil` = there are none.
    package let meanPropensity: Double?
    /// Calls of it.
    package let attemptCount: Int
    /// Calls that answered.
    package let answeredCount: Int
    /// Share of its calls that answered, [0, 1]; `nil` = it was not called.
    package var answeredShare: Double? {
        attemptCount > 0 ? Double(answeredCount) / Double(attemptCount) : nil
    }
    /// Calls that failed, by the fixed word for what went wrong.
    package let failures: [String: Int]
    /// Prompt tokens of the calls that counted them.
    package let promptTokens: Int
    /// Completion tokens of the calls that counted them.
    package let completionTokens: Int
    /// Calls that answered without counting tokens.
    package let unknownUsageCount: Int
    /// Cost in USD of the calls whose cost is known; `nil` = of none.
    package let costUSD: Double?
    /// Calls that answered and whose cost is unknown; ``costUSD`` holds nothing for them.
    package let unknownCostCount: Int
    /// Seconds that the calls took that answered; `nil` = none did.
    package let durationSeconds: Quantiles?
    /// Seconds to the first token of the calls that answered; `nil` = none was measured.
    package let timeToFirstTokenSeconds: Quantiles?
}

/// Two quantiles, by nearest rank: the smallest value that at least this share of the values does not exceed.
package struct Quantiles: Sendable, Hashable {
    /// The median.
    package let p50: Double
    /// The 95th percentile.
    package let p95: Double
}
