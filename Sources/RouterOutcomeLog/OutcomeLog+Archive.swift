package import Foundation
package import RouterCore

extension OutcomeLog: OutcomeArchive {
    /// The decision of this id with all that was appended before the call, or `nil`.
    ///
    /// What waits is committed at once for it, without being forced to the disk.
    ///
    /// - Throws: ``OutcomeLogError`` with `.writeFailed`, `.readFailed` or `.unreadableRow`; or `.closed`.
    package func decision(id: String) async throws(OutcomeLogError) -> LoggedDecision? {
        try await queue.commit()
        return try await reader.decision(exactly: id)
    }

    /// Keeps what somebody says of a decision; returns once a power cut does not lose it.
    ///
    /// Calls that come together share one fsync.
    ///
    /// - Throws: ``OutcomeLogError`` with `.writeFailed`: the feedback is not kept; or `.closed`.
    package func record(
        _ outcome: Outcome, idempotencyKey: String?
    ) async throws(OutcomeLogError) -> FeedbackReceipt {
        try await queue.record(outcome, idempotencyKey: idempotencyKey)
    }

    /// What was spent since a time, by client key and day, with all that was appended before the call.
    ///
    /// - Throws: ``OutcomeLogError`` with `.writeFailed` or `.readFailed`; or `.closed`.
    package func dailySpend(since: Date) async throws(OutcomeLogError) -> [DailySpend] {
        try await queue.commit()
        return try await reader.dailySpend(since: since)
    }
}
