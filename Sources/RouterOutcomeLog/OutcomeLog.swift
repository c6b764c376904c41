import Dispatch
import GRDB
package import Logging
package import RouterCore
import ServiceLifecycle
import Synchronization

/// The append-only record of decisions and outcomes: one SQLite file, one writer, readers beside it.
///
/// Appending returns at once; rows are committed together, at most `maxDelay` later or when `maxBatch` are waiting. An
/// ordinary commit survives the end of the process; one that ``flush()`` or ``close()`` waited for survives a power cut
/// too. While the file cannot be written, entries wait in memory, and writing resumes by itself.
///
/// In a server the log is a `Service`, added to the group before those that append to it, so that it is shut down after
/// them. A command opens it, appends and closes it.
package final class OutcomeLog: OutcomeStore, Service {
    let database: DatabasePool
    private let checkpointer: Checkpointer
    let queue: WriteQueue
    private let configuration: OutcomeLogConfiguration
    // Unstructured, because it has to outlive whoever opened the log and has no part in their cancellation. `close()`
    // waits for it, and a log that is let go without closing tells it to end.
    let writer: Task<OutcomeLogError?, Never>

    /// Reads the log; its answers hold what was committed so far.
    package let reader: OutcomeLogReader

    /// Opens the file, makes it if it is missing, and starts writing.
    ///
    /// - Parameters:
    ///   - configuration: which file, and how much may wait for how long.
    ///   - logger: told once when writing begins to fail and once when it works again.
    ///   - clock: measures the delays.
    /// - Returns: the open log.
    /// - Throws: ``OutcomeLogError`` with `.cannotOpen`, `.notALog` or `.newerSchema`.
    package static func open(
        _ configuration: OutcomeLogConfiguration, logger: Logger, clock: any Clock<Duration> = ContinuousClock()
    ) async throws(OutcomeLogError) -> OutcomeLog {
        let (database, checkpoints) = try await offThreadPool { () throws(OutcomeLogError) in
            (
                try LogFile.openForWriting(configuration.path, busyTimeout: configuration.busyTimeout),
                try LogFile.openForCheckpoints(configuration.path)
            )
        }
        return OutcomeLog(database, Checkpointer(checkpoints), configuration, logger, clock)
    }

    private init(
        _ database: DatabasePool, _ checkpointer: Checkpointer, _ configuration: OutcomeLogConfiguration,
        _ logger: Logger, _ clock: any Clock<Duration>
    ) {
        self.database = database
        self.checkpointer = checkpointer
        self.configuration = configuration
        queue = WriteQueue(configuration)
        reader = OutcomeLogReader(database, path: configuration.path)
        let loop = LogWriter(
            database: database, checkpointer: checkpointer, queue: queue,
            committer: BatchCommitter(path: configuration.path), configuration: configuration, clock: clock,
            logger: logger)
        writer = Task.detached { await loop.run() }
    }

    deinit { queue.close() }

    /// Takes an entry and returns at once; beyond the configured limits, or after ``close()``, it is dropped and counted.
    ///
    /// - Complexity: O(1), amortised; one short lock, no input or output.
    package func append(_ entry: LogEntry) { queue.append(entry) }

    /// Returns once everything that was appended before the call is on the disk: a power cut does not lose it.
    ///
    /// - Throws: ``OutcomeLogError`` with `.writeFailed`: the entries are kept and tried again; or `.closed`.
    package func flush() async throws(OutcomeLogError) { try await queue.flush() }

    /// Entries that were lost since the log was opened: beyond the limits, refused by the database, or after closing.
    package var droppedEntryCount: Int { queue.droppedCount }

    /// Commits that failed since the log was opened, repetitions included; their entries wait and are tried again.
    package var failedWriteCount: Int { queue.failureCount }

    /// Entries that wait to be written or are being written.
    package var queueDepth: Int { queue.depth }

    /// Writes until shutdown, then commits what is waiting and closes the file.
    package func run() async throws {
        // Ends by graceful shutdown or by cancellation; both close the log.
        try? await gracefulShutdown()
        try await close()
    }

    /// Commits what is waiting, forces it to the disk and closes the file; a second call does nothing.
    ///
    /// - Throws: ``OutcomeLogError`` with `.entriesLost` if something could not be written.
    package func close() async throws(OutcomeLogError) {
        queue.close()
        let failure = await writer.value
        // Cannot fail but for a reader that is still at work; the file is complete with its WAL either way.
        _ = await offThreadPool { [database, checkpointer] in
            checkpointer.close()
            try? database.close()
        }
        if let failure { throw failure }
    }
}

/// Runs blocking work on a thread of Dispatch and not on the shared pool of Swift's tasks.
func offThreadPool<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    let result = await withCheckedContinuation { (continuation: CheckedContinuation<Result<Value, Failure>, Never>) in
        DispatchQueue.global(qos: .utility).async { continuation.resume(returning: Result(catching: work)) }
    }
    return try result.get()
}
