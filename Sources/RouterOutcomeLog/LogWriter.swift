import Foundation
import GRDB
import Logging
import RouterCore

/// The one writer: takes what waits in the queue and commits it in groups, until the queue is closed.
///
/// SQLite runs on GRDB's own dispatch queue; the task of the writer only waits for it.
struct LogWriter: Sendable {
    let database: DatabasePool
    let checkpointer: Checkpointer
    let queue: WriteQueue
    let configuration: OutcomeLogConfiguration
    let clock: any Clock<Duration>
    let logger: Logger

    /// Entries of about 200 bytes each; four full batches as they are configured by default.
    private static let keptCapacity = 16_384

    /// Writes until the queue is closed and empty.
    ///
    /// A write that fails is tried again, with the same entries and growing pauses; a flush ends a pause. After the queue
    /// is closed there is one try more.
    ///
    /// - Returns: why entries were lost at the end; `nil` = none were.
    func run() async -> OutcomeLogError? {
        var batch: [LogEntry] = []
        var inserter = EntryInserter()
        var failuresInARow = 0
        var checkpoint: Task<Void, Never>?
        while true {
            if batch.isEmpty {
                await queue.sleep(until: .work)
                await pause(configuration.maxDelay, unless: .urgency)
                batch = queue.take(reusing: batch)
            }
            let order = queue.order
            do {
                var report = EntryInserter.Report()
                if !batch.isEmpty || order.mustSync && order.hasUnsynced {
                    (inserter, report) = try await commit(batch, order, inserter)
                }
                // Storage that one burst made large is not kept for ever.
                batch.removeAll(keepingCapacity: batch.count <= Self.keptCapacity)
                queue.didCommit(synced: order.mustSync, refusedCount: report.refusedCount)
                // Unstructured, to go on beside the next commits; one at a time, and the last one is waited for below.
                if checkpointer.isDue(after: report.byteCount) { checkpoint = Task { await checkpointer.run() } }
                if failuresInARow > 0 { logRecovery() }
                failuresInARow = 0
                if order.isLast { break }
            } catch {
                let failure = OutcomeLogError(
                    error, path: configuration.path, as: .writeFailed, "cannot write the outcome log")
                failuresInARow += 1
                if failuresInARow == 1 { logOutage(failure) }
                queue.didFail(failure)
                if order.isClosing { break }
                await pause(retryDelay(after: failuresInARow), unless: .request)
            }
        }
        await checkpoint?.value
        let lostCount = queue.didEnd(path: configuration.path)
        guard lostCount > 0 else { return nil }
        return OutcomeLogError(
            .entriesLost, path: configuration.path,
            "\(lostCount) entries of the outcome log '\(configuration.path)' could not be written before it was closed")
    }

    /// One transaction; forced to the disk if somebody waits for that.
    ///
    /// With `synchronous = NORMAL` a commit in WAL mode is only handed to the operating system: it survives the end of
    /// this process, however it ends, but not always a power cut. With `FULL` the commit ends with an fsync of the WAL,
    /// and because the WAL is written from front to back this covers every commit before it too. An fsync needs a frame
    /// to follow, so that a synced commit always writes the row `synced_at_ms`. A checkpoint would not do: it skips the
    /// fsync where a reader holds it back.
    private func commit(
        _ batch: [LogEntry], _ order: WriteQueue.Order, _ inserter: EntryInserter
    ) async throws -> (EntryInserter, EntryInserter.Report) {
        try await database.writeWithoutTransaction { database in
            // A copy: what it learned about keys is true only if the transaction is committed.
            var inserter = inserter
            var report = EntryInserter.Report()
            try database.execute(sql: order.mustSync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
            try database.inTransaction(.immediate) {
                report = try inserter.insert(batch, into: database)
                try inserter.recordDrops(order.droppedCount + report.refusedCount, in: database)
                if order.mustSync {
                    try inserter.setState("synced_at_ms", to: Date().millisecondsSince1970, in: database)
                }
                return .commit
            }
            return (inserter, report)
        }
    }

    /// Lets time pass, or less of it if the condition comes true.
    private func pause(_ delay: Duration, unless condition: WriteQueue.WakeCondition) async {
        await withTaskGroup { group in
            // Cancelled is all that can go wrong with a sleep, and then it is over, which is what counts.
            group.addTask { try? await clock.sleep(for: delay) }
            group.addTask { await queue.sleep(until: condition) }
            await group.next()
            group.cancelAll()
        }
    }

    private func retryDelay(after failures: Int) -> Duration {
        let doubled = configuration.retryDelay.lowerBound * (1 << min(failures - 1, 20))
        return min(doubled, configuration.retryDelay.upperBound)
    }

    // A failed log write must not cost anybody a reply: it is logged here, once per outage, and counted.
    private func logOutage(_ failure: OutcomeLogError) {
        logger.error(
            "Outcome log cannot be written; entries wait in memory",
            metadata: [
                "router.log.path": "\(failure.path)", "router.log.error": "\(failure.code.label)",
                "router.log.sqlite_code": "\(failure.sqliteCode ?? 0)", "router.log.reason": "\(failure)",
            ])
    }

    private func logRecovery() {
        logger.notice(
            "Outcome log is written again",
            metadata: [
                "router.log.path": "\(configuration.path)", "router.log.dropped_entries": "\(queue.droppedCount)",
            ])
    }
}
