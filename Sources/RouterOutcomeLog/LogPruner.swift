package import Foundation
import GRDB

/// Deletes the oldest decisions of a log and gives their space back, beside whoever writes it.
///
/// On a connection of its own and in transactions of some milliseconds, each followed by a pause as long as itself, so
/// that the writer's commits find their turn.
package final class LogPruner: Sendable {
    /// Decisions of one transaction.
    ///
    /// 256 of 539 hashed features and 10 candidates were deleted in 3 ms, at most 24 ms, with what belongs to them.
    private static let batchSize = 256
    /// Pages of 16 kB that are given back at once.
    private static let vacuumedPages = 128

    private let database: DatabaseQueue
    private let path: String

    private init(_ database: DatabaseQueue, path: String) {
        self.database = database
        self.path = path
    }

    /// Opens an existing log.
    ///
    /// - Parameters:
    ///   - path: the SQLite file.
    ///   - busyTimeout: how long to wait for a lock.
    /// - Returns: the pruner; the file is closed when it goes.
    /// - Throws: ``OutcomeLogError`` with `.cannotOpen`, `.notALog`, `.newerSchema` or `.olderSchema`.
    package static func open(
        _ path: String, busyTimeout: Duration = .seconds(5)
    ) async throws(OutcomeLogError) -> LogPruner {
        let database = try await offThreadPool { () throws(OutcomeLogError) in
            try LogFile.openForPruning(path, busyTimeout: busyTimeout)
        }
        return LogPruner(database, path: path)
    }

    /// Deletes what is beyond the limits; ends early when its task is cancelled, with what is deleted until then.
    ///
    /// - Parameters:
    ///   - limits: what is kept.
    ///   - now: what ages are counted from.
    /// - Returns: what was deleted.
    /// - Throws: ``OutcomeLogError`` with `.writeFailed`; what was deleted before stays deleted.
    package func prune(_ limits: RetentionLimits, now: Date = Date()) async throws(OutcomeLogError) -> PruneReport {
        var report = try await estimate(limits, now: now)
        report.prunedCount = 0
        let cutoff = Self.cutoff(limits, now: now)
        while !Task.isCancelled {
            let start = ContinuousClock.now
            let count = try await write { database in
                let isTooLarge = try limits.maxBytes.map { try Self.usedBytes(of: database) > $0 } ?? false
                return try Self.deleteOldest(madeBefore: isTooLarge ? .max : cutoff, in: database)
            }
            guard count > 0 else { break }
            report.prunedCount += count
            try await giveBackSpace()
            // Ends early when it is cancelled, which the loop sees.
            try? await Task.sleep(for: ContinuousClock.now - start)
        }
        while try await giveBackSpace() { if Task.isCancelled { break } }
        // Counted anew: others may have written meanwhile.
        (report.keptCount, report.bytesAfter) = try await write { database in
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM decisions") ?? 0
            return (count, try Self.usedBytes(of: database))
        }
        return report
    }

    /// What ``prune(_:now:)`` would delete; of a limit of bytes, about.
    ///
    /// - Throws: ``OutcomeLogError`` with `.writeFailed`.
    package func estimate(_ limits: RetentionLimits, now: Date = Date()) async throws(OutcomeLogError) -> PruneReport {
        let cutoff = Self.cutoff(limits, now: now)
        return try await write { database in
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM decisions") ?? 0
            let olderCount = try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM decisions
                    WHERE made_at_ms < ? AND decision_key < (SELECT max(decision_key) FROM decisions)
                    """, arguments: [cutoff])
            let bytes = try Self.usedBytes(of: database)
            let bytesEach = Double(bytes) / Double(max(1, count))
            let excess = limits.maxBytes.map { Double(max(0, bytes - $0)) } ?? 0
            let prunedCount = min(max(olderCount ?? 0, Int((excess / bytesEach).rounded(.up))), max(0, count - 1))
            return PruneReport(
                prunedCount: prunedCount, keptCount: count - prunedCount, bytesBefore: bytes,
                bytesAfter: bytes - Int(Double(prunedCount) * bytesEach))
        }
    }

    private static func cutoff(_ limits: RetentionLimits, now: Date) -> Int64 {
        guard let age = limits.maxAge else { return .min }
        return now.addingTimeInterval(-(age / .seconds(1))).millisecondsSince1970
    }

    /// Deletes the oldest decisions, with what belongs to them; the newest one stays.
    private static func deleteOldest(madeBefore cutoff: Int64, in database: Database) throws -> Int {
        try database.execute(
            sql: """
                DELETE FROM decisions WHERE decision_key IN (
                  SELECT decision_key FROM decisions
                  WHERE made_at_ms < ? AND decision_key < (SELECT max(decision_key) FROM decisions)
                  ORDER BY made_at_ms LIMIT \(batchSize))
                """, arguments: [cutoff])
        return database.changesCount
    }

    /// Gives some of the free pages back to the file system; whether there were any.
    @discardableResult
    private func giveBackSpace() async throws(OutcomeLogError) -> Bool {
        try await write { database in
            let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
            // A file that was made without it keeps its free pages and uses them again.
            guard free > 0, try Int.fetchOne(database, sql: "PRAGMA auto_vacuum") == 2 else { return false }
            try database.execute(sql: "PRAGMA incremental_vacuum(\(Self.vacuumedPages))")
            return true
        }
    }

    private static func usedBytes(of database: Database) throws -> Int {
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        return (pages - free) * (try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
    }

    private func write<Value: Sendable>(
        _ updates: @escaping @Sendable (Database) throws -> Value
    ) async throws(OutcomeLogError) -> Value {
        do {
            return try await database.write(updates)
        } catch {
            throw OutcomeLogError(error, path: path, as: .writeFailed, "cannot prune the outcome log")
        }
    }
}
