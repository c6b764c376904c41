import Foundation
import GRDB
import RouterCore
import Synchronization

/// Commits batches, and remembers between them what it wrote.
final class BatchCommitter: Sendable {
    /// What became of a batch.
    struct Report: Sendable {
        /// Entries that the database refused for themselves.
        var refusedCount = 0
        /// Bytes that were written, roughly.
        var byteCount = 0
        /// One a feedback of the batch, in their order.
        var feedback: [Result<FeedbackReceipt, OutcomeLogError>] = []
    }

    private struct State {
        var known = KnownRows()
        /// Changes whenever another connection has committed.
        var dataVersion: Int?
        var recordedDropCount = 0
        /// Whether commits are forced to the disk, as the connection is set; `nil` = not known.
        var isSynchronous: Bool?
    }

    private let path: String
    private let state = Mutex(State())

    init(path: String) { self.path = path }

    /// One transaction; forced to the disk if somebody waits for that.
    ///
    /// With `synchronous = NORMAL` a commit in WAL mode is only handed to the operating system: it survives the end of
    /// this process, however it ends, but not always a power cut. With `FULL` the commit ends with an fsync of the WAL,
    /// and because the WAL is written from front to back this covers every commit before it too. An fsync needs a frame
    /// to follow, so that a synced commit always writes the row `synced_at_ms`. A checkpoint would not do: it skips the
    /// fsync where a reader holds it back.
    func commit(_ batch: WriteQueue.Batch, _ order: WriteQueue.Order, in database: Database) throws -> Report {
        // Nobody else waits for this lock: there is one writer.
        try state.withLock { state in
            do {
                if state.isSynchronous != order.mustSync {
                    try database.execute(
                        sql: order.mustSync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
                    state.isSynchronous = order.mustSync
                }
                var report = Report()
                try database.inTransaction(.immediate) {
                    report = try insert(batch, order, into: database, &state)
                    return .commit
                }
                state.recordedDropCount = max(state.recordedDropCount, order.droppedCount + report.refusedCount)
                return report
            } catch {
                // What was learned of the rows may be rolled back.
                state = State(recordedDropCount: state.recordedDropCount)
                throw error
            }
        }
    }

    private func insert(
        _ batch: WriteQueue.Batch, _ order: WriteQueue.Order, into database: Database, _ state: inout State
    ) throws -> Report {
        // Another process may have deleted rows, and given their keys to others.
        let version = try database.cachedStatement(sql: "PRAGMA data_version")
        let dataVersion = try Int.fetchOne(version)
        if dataVersion != state.dataVersion { (state.known, state.dataVersion) = (KnownRows(), dataVersion) }

        var inserter = try EntryInserter(database)
        try inserter.insert(batch.entries, &state.known)
        var report = Report()
        for feedback in batch.feedback {
            do {
                report.feedback.append(
                    .success(
                        try inserter.insert(
                            feedback.outcome, idempotencyKey: feedback.idempotencyKey, state.known)))
            } catch let error as DatabaseError where error.concernsOneRow {
                report.feedback.append(
                    .failure(OutcomeLogError(error, path: path, as: .writeFailed, "cannot write the outcome log")))
            }
        }
        (report.refusedCount, report.byteCount) = (inserter.refusedCount, inserter.byteCount)
        try recordDrops(order.droppedCount + report.refusedCount - state.recordedDropCount, in: database)
        if order.mustSync {
            try database.execute(
                sql: "INSERT OR REPLACE INTO log_state (name, value) VALUES ('synced_at_ms', ?)",
                arguments: [Date().millisecondsSince1970])
        }
        return report
    }

    /// Adds to the file's count of lost entries.
    private func recordDrops(_ count: Int, in database: Database) throws {
        guard count > 0 else { return }
        try database.execute(
            sql: """
                INSERT INTO log_state (name, value) VALUES ('dropped_entries', ?)
                ON CONFLICT (name) DO UPDATE SET value = value + excluded.value
                """,
            arguments: [count])
    }
}

/// Rows of the file that the writer need not look for.
struct KnownRows {
    var policies = PolicyKeys()
    var decisions = RecentDecisions()
}
