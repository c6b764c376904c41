import GRDB
import Logging
import RouterCore
import RouterTesting

@testable import RouterOutcomeLog

extension OutcomeLog {
    /// A log in the folder that writes only when it is asked to, unless a test says otherwise.
    static func opened(
        in folder: TemporaryFolder, name: String = "log.sqlite", maxBatch: Int = .max, maxWaitingEntries: Int = 65_536,
        maxWaitingBytes: Int = 256 << 20, busyTimeout: Duration = .zero, clock: any Clock<Duration> = TestClock(),
        logger: Logger = LogRecorder().logger
    ) async throws -> OutcomeLog {
        try await open(
            OutcomeLogConfiguration(
                path: folder.path(name), maxBatch: maxBatch, maxWaitingEntries: maxWaitingEntries,
                maxWaitingBytes: maxWaitingBytes, busyTimeout: busyTimeout),
            logger: logger, clock: clock)
    }

    func append(_ entries: [LogEntry]) { entries.forEach(append) }

    /// Returns once so many decisions are committed, without asking for it.
    func decisionsAppear(_ count: Int) async throws {
        while true {
            let found = try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM decisions") ?? 0 }
            if found >= count { return }
            await Task.yield()
        }
    }
}

extension OutcomeLogReader {
    /// Everything that is committed, each kind in the order in which it was appended.
    func records() async throws -> OutcomeRecords {
        var records = OutcomeRecords()
        var position: Int64 = 0
        while true {
            let (page, next) = try await self.page(after: position, limit: 64)
            guard !page.isEmpty else { return records }
            position = next
            for logged in page {
                records.decisions.append(logged.decision)
                records.contexts.append(logged.context)
                records.attempts += logged.attempts
                records.outcomes += logged.outcomes
            }
        }
    }
}
