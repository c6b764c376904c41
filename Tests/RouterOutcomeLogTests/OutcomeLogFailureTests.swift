import Foundation
import GRDB
import Logging
import RouterCore
import RouterTesting
import Testing

@testable import RouterOutcomeLog

@Suite("Outcome log in trouble")
struct OutcomeLogFailureTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private let recorder = LogRecorder()
    private var fixtures = LogFixtures(seed: 7)

    init() throws { folder = try TemporaryFolder() }

    /// A connection of somebody else, which keeps the write lock until it is rolled back.
    private func lockedByAnother() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.path(), configuration: configuration)
        try other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        return other
    }

    private func unlock(_ other: DatabaseQueue) throws { try other.writeWithoutTransaction { try $0.rollback() } }

    @Test("a flush of a locked file fails, keeps the entries, and succeeds when the lock is gone")
    mutating func flushFailsAndRecovers() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock, logger: recorder.logger)
        let other = try lockedByAnother()
        log.append(fixtures.triple())
        for _ in 0..<3 {
            let error = await #expect(throws: OutcomeLogError.self) { try await log.flush() }
            #expect(error?.code == .writeFailed)
            #expect(error?.sqliteCode == 5)
        }
        log.append(fixtures.triple())
        try unlock(other)
        try await log.flush()
        #expect(try await log.reader.records().decisions.count == 2)
        #expect(log.droppedEntryCount == 0)
        #expect(recorder.lines.map(\.level) == [.error, .notice])
        #expect(recorder.lines.first?.metadata["router.log.sqlite_code"] == "5")
    }

    @Test("a full disk costs one error line and a counter; entries wait, and feedback is refused until there is space")
    mutating func fullDisk() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock, logger: recorder.logger)
        let first = fixtures.decision()
        log.append(.decision(first, fixtures.context()))
        try await log.flush()
        // As if the disk ended where the file does: a page more cannot be had.
        try await log.database.writeWithoutTransaction { database in
            let count = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(count)")
        }
        for _ in 0..<40 { log.append(fixtures.triple()) }
        let error = await #expect(throws: OutcomeLogError.self) { try await log.flush() }
        #expect(error?.code == .writeFailed)
        #expect(error?.sqliteCode == 13)
        // It would itself fit; what waits before it does not.
        let feedback = fixtures.outcome(for: first, value: 0.5)
        await #expect(throws: OutcomeLogError.self) { try await log.record(feedback, idempotencyKey: "a") }
        #expect(log.failedWriteCount >= 2)
        #expect(log.droppedEntryCount == 0)
        #expect(log.queueDepth == 120)
        #expect(recorder.lines.map(\.level) == [.error])
        try await log.database.writeWithoutTransaction {
            _ = try Int.fetchOne($0, sql: "PRAGMA max_page_count = 1000000")
        }
        try await log.flush()
        #expect(try await log.reader.records().decisions.count == 41)
        #expect(try await log.record(feedback, idempotencyKey: "a") == .stored)
        #expect(recorder.lines.map(\.level) == [.error, .notice])
    }

    @Test("writing resumes by itself after growing pauses, with one error line for the outage")
    mutating func resumesByItself() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock, logger: recorder.logger)
        let other = try lockedByAnother()
        log.append(fixtures.triple())
        await clock.sleeperAppears()
        clock.advance(by: .milliseconds(100))
        for delay in [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000] {
            await clock.sleeperAppears()
            clock.advance(by: .milliseconds(delay - 1))
            await clock.sleeperAppears()
            clock.advance(by: .milliseconds(1))
        }
        log.append(fixtures.triple())
        await clock.sleeperAppears()
        try unlock(other)
        clock.advance(by: .seconds(10))
        try await log.decisionsAppear(1)
        try await log.flush()
        #expect(try await log.reader.records().decisions.count == 2)
        #expect(recorder.lines.map(\.level) == [.error, .notice])
    }

    @Test("a full disk costs only what exceeds the limit, and the order stays")
    mutating func survivesFullDisk() async throws {
        let log = try await OutcomeLog.opened(in: folder, maxWaitingEntries: 300, clock: clock, logger: recorder.logger)
        log.append(fixtures.triple())
        try await log.flush()
        let pageCount = try await log.database.writeWithoutTransaction { database in
            let count = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(count + 2)")
            return count
        }
        #expect(pageCount > 0)
        var expected = try await log.reader.records().decisions.map(\.id)
        for number in 0..<120 {
            let decision = fixtures.decision(id: "decision-\(number)")
            log.append([
                .decision(decision, fixtures.context()), .attempt(fixtures.attempt(for: decision)),
                .outcome(fixtures.outcome(for: decision)),
            ])
            if number < 100 { expected.append(decision.id) }
        }
        let error = await #expect(throws: OutcomeLogError.self) { try await log.flush() }
        #expect(error?.sqliteCode == 13)
        #expect(log.droppedEntryCount == 60)
        try await log.database.writeWithoutTransaction { database in
            _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = 1000000")
        }
        try await log.flush()
        let records = try await log.reader.records()
        #expect(records.decisions.map(\.id) == expected)
        #expect(records.attempts.count == 101)
        #expect(recorder.lines.map(\.level) == [.error, .notice])
    }

    @Test("closing a log that cannot be written says how much is lost")
    mutating func closeReportsLoss() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        let other = try lockedByAnother()
        log.append(fixtures.triple())
        let error = await #expect(throws: OutcomeLogError.self) { try await log.close() }
        #expect(error?.code == .entriesLost)
        #expect(error?.description.contains("3 entries") == true)
        #expect(log.droppedEntryCount == 3)
        let flushError = await #expect(throws: OutcomeLogError.self) { try await log.flush() }
        #expect(flushError?.code == .closed)
        try unlock(other)
    }

    @Test("a copy taken without closing opens and holds everything that was flushed")
    mutating func copyOpens() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        for _ in 0..<20 { log.append(fixtures.triple()) }
        try await log.flush()
        let copy = try await openCopy(of: log, walBytes: nil)
        #expect(try await copy.reader.records() == log.reader.records())
    }

    @Test("a WAL that was cut anywhere gives a sound file with whole decisions, a prefix of what was appended")
    mutating func cutWALOpens() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        var ids: [String] = []
        for _ in 0..<12 {
            let entries = fixtures.triple() + fixtures.triple()
            log.append(entries)
            for case .decision(let decision, _) in entries { ids.append(decision.id) }
            try await log.flush()
        }
        let size = try Data(contentsOf: URL(filePath: folder.path() + "-wal")).count
        let seed: UInt64 = 1
        var random = SplitMix64(seed: seed)
        for round in 0..<25 {
            let cut = Int(random.next() % UInt64(size))
            let copy = try await openCopy(of: log, walBytes: cut, name: "cut-\(round).sqlite")
            let records = try await copy.reader.records()
            let context: Comment = "seed \(seed), WAL cut to \(cut) of \(size) bytes"
            #expect(records.decisions.map(\.id) == Array(ids.prefix(records.decisions.count)), context)
            #expect(records.attempts.count == records.decisions.count, context)
            #expect(records.outcomes.count == records.decisions.count, context)
            #expect(records.decisions.count.isMultiple(of: 2), context)
            let integrity = try await copy.database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
            #expect(integrity == ["ok"], context)
            try await copy.close()
        }
    }

    private func openCopy(
        of log: OutcomeLog, walBytes: Int?, name: String = "copy.sqlite"
    ) async throws -> OutcomeLog {
        try FileManager.default.copyItem(atPath: folder.path(), toPath: folder.path(name))
        let wal = try Data(contentsOf: URL(filePath: folder.path() + "-wal"))
        try wal.prefix(walBytes ?? wal.count).write(to: URL(filePath: folder.path(name) + "-wal"))
        return try await OutcomeLog.opened(in: folder, name: name)
    }
}
