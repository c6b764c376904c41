package import Foundation
import GRDB
package import RouterCore

/// What became of a reading of the log for learning.
package struct LearningReading: Sendable, Hashable {
    /// Records that were handed over.
    package var recordCount = 0
    /// Decisions that were left out because their rows were changed or are damaged.
    package var unreadableCount = 0
    /// The key of the last decision that the log held when the reading began; the next reading can begin after it.
    package var lastKey: Int64 = 0
}

extension OutcomeLogReader {
    /// Hands over all decisions with what learning needs of them, the oldest first.
    ///
    /// The order is that of ``LearningRecord/madeAt``, of equal times that in which they were appended. What is appended
    /// after the call began is not read. Each batch is a snapshot of its own: a body that takes its time holds no
    /// checkpoint back, and sees the signals that came meanwhile.
    ///
    /// - Parameters:
    ///   - since: only decisions made at this time or later; `nil` = all.
    ///   - until: only decisions made before this time; `nil` = all.
    ///   - key: only decisions that were appended after the one of this key, see ``LearningReading/lastKey``. Signals
    ///     that came since for decisions before it are not seen.
    ///   - batchSize: so many records at most are in memory at once.
    ///   - body: gets the records batch by batch, and never an empty one.
    /// - Returns: how many there were.
    /// - Throws: ``OutcomeLogError`` with `.readFailed`, or what the body throws, which ends the reading.
    /// - Precondition: the batch size is positive.
    /// - Complexity: O(n log n) in the number n of decisions; with 539 hashed features and 10 candidates, 11 to 13 µs each.
    @discardableResult
    package func forEachLearningRecord(
        since: Date? = nil, until: Date? = nil, afterKey key: Int64 = 0, batchSize: Int = 512,
        _ body: ([LearningRecord]) throws -> Void
    ) async throws -> LearningReading {
        try await forEachBatch(since, until, afterKey: key, batchSize, withPrompts: false) { try body($0.records) }
    }

    /// Hands over the same records, each with the prompt as the log keeps it; `nil` = it does not.
    ///
    /// - Parameters:
    ///   - since: only decisions made at this time or later; `nil` = all.
    ///   - until: only decisions made before this time; `nil` = all.
    ///   - batchSize: so many records at most are in memory at once.
    ///   - body: gets the records batch by batch, and never an empty one.
    /// - Returns: how many there were.
    /// - Throws: ``OutcomeLogError`` with `.readFailed`, or what the body throws, which ends the reading.
    /// - Precondition: the batch size is positive.
    @discardableResult
    package func forEachPromptedRecord(
        since: Date? = nil, until: Date? = nil, batchSize: Int = 512,
        _ body: ([(record: LearningRecord, prompt: String?)]) throws -> Void
    ) async throws -> LearningReading {
        try await forEachBatch(since, until, afterKey: 0, batchSize, withPrompts: true) { batch in
            try body(zip(batch.records, batch.prompts).map { ($0, $1) })
        }
    }

    private func forEachBatch(
        _ since: Date?, _ until: Date?, afterKey key: Int64, _ batchSize: Int, withPrompts: Bool,
        _ body: (LearningBatch) throws -> Void
    ) async throws -> LearningReading {
        precondition(batchSize > 0, "a batch of \(batchSize) records is not positive")
        var reading = LearningReading(lastKey: try await maxDecisionKey())
        var batch = LearningBatch(
            start: (since?.millisecondsSince1970 ?? .min, 0), end: until?.millisecondsSince1970 ?? .max,
            keys: (key, reading.lastKey))
        repeat {
            batch = try await read { [batch] database in
                var next = batch
                try next.fetch(from: database, limit: batchSize, withPrompts: withPrompts)
                return next
            }
            reading.recordCount += batch.records.count
            reading.unreadableCount += batch.unreadableCount
            if !batch.records.isEmpty { try body(batch) }
        } while !batch.isLast
        return reading
    }

    /// The key of the decision that was appended last; 0 = there is none.
    ///
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    package func maxDecisionKey() async throws(OutcomeLogError) -> Int64 {
        try await read { try Int64.fetchOne($0, sql: "SELECT max(decision_key) FROM decisions") ?? 0 }
    }
}
