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
    let committer: BatchCommitter
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
        var batch = WriteQueue.Batch()
        var failuresInARow = 0
        var checkpoint: Task<Void, Never>?
        while true {
            if batch.isEmpty {
                await queue.sleep(until: .work)
                await pause(configuration.maxDelay, unless: .urgency)
                batch = queue.take(reusing: batch.entries)
            } else {
                queue.takeMore(into: &batch)
            }
            let order = queue.order(for: batch)
            do {
                var report = BatchCommitter.Report()
                if !batch.isEmpty || order.mustSync && order.hasUnsynced {
                    report = try await database.writeWithoutTransaction { [committer, batch] database in
                        try committer.commit(batch, order, in: database)
                    }
                }
                queue.didCommit(batch, synced: order.mustSync, report)
                // Storage that one burst made large is not kept for ever.
                batch.entries.removeAll(keepingCapacity: batch.entries.count <= Self.keptCapacity)
                batch.feedback = []
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
                queue.didFail(batch, failure)
                batch.feedback = []
                if order.isClosing { break }
                await pause(retryDelay(after: failuresInARow), unless: .request)
            }
        }
        await checkpoint?.value
        let lostCount = queue.didEnd()
        guard lostCount > 0 else { return nil }
        return OutcomeLogError(
            .entriesLost, path: configuration.path,
            "\(lostCount) entries of the outcome log '\(configuration.path)' could not be written before it was closed")
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
