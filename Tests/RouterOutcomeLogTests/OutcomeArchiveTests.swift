import Foundation
import GRDB
import RouterCore
import RouterTesting
import Testing

@testable import RouterOutcomeLog

@Suite("Outcome log as an archive")
struct OutcomeArchiveTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private var fixtures = LogFixtures(seed: 53)

    init() throws { folder = try TemporaryFolder() }

    private func syncedAt(_ log: OutcomeLog) async throws -> Int? {
        try await log.database.read {
            try Int.fetchOne($0, sql: "SELECT value FROM log_state WHERE name = 'synced_at_ms'")
        }
    }

    @Test("looking a decision up commits what waits and forces nothing to the disk; feedback does")
    mutating func commitsWithoutSync() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        let entries = fixtures.triple()
        log.append(entries)
        let decision = OutcomeRecords(entries).decisions[0]
        #expect(try await log.decision(id: decision.id)?.decision == decision)
        #expect(try await syncedAt(log) == nil)
        #expect(try await log.record(fixtures.outcome(for: decision), idempotencyKey: nil) == .stored)
        #expect(try await syncedAt(log) != nil)
        #expect(clock.now.offset == .zero)
    }

    @Test("those who give feedback at the same time are one batch")
    mutating func batchesFeedback() async throws {
        let queue = WriteQueue(OutcomeLogConfiguration(path: "none", maxBatch: .max))
        let decision = fixtures.decision()
        let outcome = fixtures.outcome(for: decision)
        queue.append(.decision(decision, fixtures.context()))
        await withTaskGroup { group in
            for call in 0..<8 {
                group.addTask {
                    let receipt = try? await queue.record(outcome, idempotencyKey: "\(call)")
                    #expect(receipt == .repeated)
                }
            }
            while queue.depth < 9 { await Task.yield() }
            let batch = queue.take(reusing: [])
            #expect(batch.entries.count == 1)
            #expect(batch.feedback.count == 8)
            #expect(queue.order(for: batch).mustSync)
            #expect(queue.depth == 9)
            queue.didCommit(
                batch, synced: true, .init(feedback: Array(repeating: .success(.repeated), count: 8)))
        }
        #expect(queue.depth == 0)
    }

    @Test("feedback that cannot be written is refused and forgotten; the entries before it are kept")
    mutating func refusesFeedback() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.path(), configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        let decision = fixtures.decision()
        let outcome = fixtures.outcome(for: decision)
        log.append(.decision(decision, fixtures.context()))
        let error = await #expect(throws: OutcomeLogError.self) {
            try await log.record(outcome, idempotencyKey: "a")
        }
        #expect(error?.code == .writeFailed)
        let lookUpError = await #expect(throws: OutcomeLogError.self) { try await log.decision(id: decision.id) }
        #expect(lookUpError?.code == .writeFailed)
        try await other.writeWithoutTransaction { try $0.rollback() }
        let found = try await log.decision(id: decision.id)
        #expect(found?.decision == decision)
        #expect(found?.outcomes == [])
        #expect(try await log.record(outcome, idempotencyKey: "a") == .stored)
        #expect(log.queueDepth == 0)
    }

    @Test("feedback whose value is no number is an error, and others of its batch are kept")
    mutating func refusesBadValue() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        let decision = fixtures.decision()
        log.append(.decision(decision, fixtures.context()))
        let bad = fixtures.outcome(for: decision, value: .nan)
        let error = await #expect(throws: OutcomeLogError.self) { try await log.record(bad, idempotencyKey: "a") }
        #expect(error?.code == .writeFailed)
        #expect(try await log.record(fixtures.outcome(for: decision), idempotencyKey: "a") == .stored)
        #expect(log.droppedEntryCount == 0)
    }

    @Test("a closed log takes no feedback and finds nothing")
    mutating func closedLog() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        let decision = fixtures.decision()
        log.append(.decision(decision, fixtures.context()))
        try await log.close()
        let outcome = fixtures.outcome(for: decision)
        let error = await #expect(throws: OutcomeLogError.self) { try await log.record(outcome, idempotencyKey: nil) }
        #expect(error?.code == .closed)
        await #expect(throws: OutcomeLogError.self) { try await log.decision(id: decision.id) }
    }

    @Test("the queue's depth counts what is not written yet")
    mutating func depth() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        #expect(log.queueDepth == 0)
        log.append(fixtures.triple())
        #expect(log.queueDepth == 3)
        try await log.flush()
        #expect(log.queueDepth == 0)
    }

    @Test("attempts of a decision that was written long ago belong to it, and are spent by its key")
    mutating func oldDecision() async throws {
        let decision = fixtures.decision()
        let first = try await OutcomeLog.opened(in: folder, clock: clock)
        first.append(
            .decision(
                decision, DecisionContext(madeAt: Date(), requestedModel: "auto", isStreamed: false, clientKey: "a")))
        try await first.close()
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        let attempt = fixtures.attempt(for: decision)
        log.append(.attempt(attempt))
        #expect(try await log.decision(id: decision.id)?.attempts == [attempt])
        let spend = try await log.dailySpend(since: Date(timeIntervalSince1970: 0))
        #expect(spend.map(\.clientKey) == ["a"])
        #expect(spend.map(\.costUSD) == [attempt.costUSD])
    }

    @Test("a decision that another process deletes gets no attempts, nor does the one that has its key now")
    mutating func deletedDecision() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        let deleted = fixtures.decision()
        log.append(.decision(deleted, fixtures.context()))
        try await log.flush()
        let other = try DatabaseQueue(path: folder.path())
        try await other.write { try $0.execute(sql: "DELETE FROM decisions") }
        let heir = fixtures.decision()
        log.append([
            .decision(heir, fixtures.context()), .attempt(fixtures.attempt(for: deleted)),
            .outcome(fixtures.outcome(for: deleted)),
        ])
        let found = try await log.decision(id: heir.id)
        #expect(found?.attempts == [])
        #expect(found?.outcomes == [])
        #expect(log.droppedEntryCount == 2)
        #expect(try await log.reader.dailySpend(since: Date(timeIntervalSince1970: 0)) == [])
    }

    @Test("an attempt that is refused is not spent")
    mutating func refusedAttempt() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        let decision = fixtures.decision()
        let attempt = fixtures.attempt(for: decision)
        log.append([.decision(decision, fixtures.context()), .attempt(attempt), .attempt(attempt)])
        let spend = try await log.dailySpend(since: Date(timeIntervalSince1970: 0))
        #expect(spend.map(\.costUSD) == [attempt.costUSD])
    }

    @Test("recent decisions are kept up to a limit, the newest of them")
    func recentDecisions() {
        var recent = RecentDecisions()
        for key in 0..<40_000 { recent.insert(.init(key: Int64(key), clientKey: nil, isImported: false), id: "\(key)") }
        #expect(recent["0"] == nil)
        for key in [39_999, 36_864, 36_000] { #expect(recent["\(key)"]?.key == Int64(key)) }
    }

    @Test("spend is found by indexes, without reading every attempt")
    func spendPlan() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        let plans = try await log.database.read { database in
            try [
                Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + OutcomeLogReader.wholeDays, arguments: [0]),
                Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN " + OutcomeLogReader.partOfDay,
                    arguments: ["since": 0, "day": 0]),
            ].map { $0.map { $0["detail"] as String }.joined(separator: "; ") }
        }
        #expect(plans[0].contains("SEARCH daily_spend USING PRIMARY KEY (day>?)"))
        #expect(plans[1].contains("SEARCH d USING INDEX decisions_by_time"))
        #expect(plans[1].contains("SEARCH a USING PRIMARY KEY (decision_key=?)"))
    }
}
