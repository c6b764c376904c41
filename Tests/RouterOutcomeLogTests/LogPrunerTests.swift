import Foundation
import GRDB
import Logging
import RouterCore
import RouterTesting
import ServiceLifecycle
import Testing

@testable import RouterOutcomeLog

@Suite("Pruning the outcome log")
struct LogPrunerTests {
    private let folder: TemporaryFolder
    private var fixtures = LogFixtures(seed: 20_251_126)
    private let start = Date(timeIntervalSince1970: 1_763_800_000)

    init() throws { folder = try TemporaryFolder() }

    /// A log of so many decisions, one an hour, each with an attempt that cost a cent and an outcome.
    private mutating func filled(_ count: Int) async throws -> OutcomeLog {
        let log = try await OutcomeLog.opened(in: folder, busyTimeout: .seconds(5))
        for hour in 0..<count {
            let decision = fixtures.decision(id: "gen-\(hour)")
            let time = start + Double(3600 * hour)
            log.append([
                .decision(decision, DecisionContext(madeAt: time, requestedModel: "auto", isStreamed: false)),
                .attempt(
                    Attempt(
                        decisionID: decision.id, index: 0, candidate: decision.choice, startedAt: time, httpStatus: 200,
                        failure: nil, timeToFirstTokenSeconds: nil, durationSeconds: 1, usage: .init(), costUSD: 0.01,
                        finishReason: nil)),
                .outcome(fixtures.outcome(for: decision)),
            ])
        }
        try await log.flush()
        return log
    }

    private func counts(_ log: OutcomeLog) async throws -> [Int] {
        try await log.database.read { database in
            try ["decisions", "decision_details", "attempts", "outcomes"].map {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)") ?? 0
            }
        }
    }

    @Test("decisions beyond the age go with all that belongs to them; others and what was spent stay")
    mutating func byAge() async throws {
        let log = try await filled(600)
        let spend = try await log.dailySpend(since: .distantPast)
        let limits = RetentionLimits(maxAge: .seconds(3600 * 100))
        let now = start + 3600 * 600
        let pruner = try await LogPruner.open(folder.path())
        let estimate = try await pruner.estimate(limits, now: now)
        #expect(try await counts(log) == [600, 600, 600, 600])
        let report = try await pruner.prune(limits, now: now)
        #expect(report.prunedCount == 500)
        #expect(report.keptCount == 100)
        #expect(estimate.prunedCount == 500)
        #expect(estimate.bytesBefore == report.bytesBefore)
        #expect(report.bytesAfter < report.bytesBefore / 2)
        #expect(try await counts(log) == [100, 100, 100, 100])
        #expect(try await log.reader.decisions(.init(limit: 1000)).last?.id == "gen-500")
        #expect(try await log.dailySpend(since: .distantPast) == spend)
        let (free, integrity) = try await log.database.read { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA freelist_count"),
                try String.fetchAll(database, sql: "PRAGMA integrity_check")
            )
        }
        #expect(free == 0)
        #expect(integrity == ["ok"])
        #expect(try await pruner.prune(limits, now: now).prunedCount == 0)
    }

    @Test("the oldest decisions go until the file is small enough")
    mutating func bySize() async throws {
        let log = try await filled(900)
        let pruner = try await LogPruner.open(folder.path())
        let whole = try await pruner.estimate(.init())
        #expect(whole.prunedCount == 0)
        let limits = RetentionLimits(maxBytes: whole.bytesBefore / 2)
        let estimate = try await pruner.estimate(limits)
        let report = try await pruner.prune(limits)
        #expect(report.bytesAfter <= whole.bytesBefore / 2)
        #expect(report.prunedCount + report.keptCount == 900)
        #expect(report.bytesAfter > whole.bytesBefore / 8)
        #expect((1..<900).contains(estimate.prunedCount))
        let kept = try await log.reader.decisions(.init(limit: 1000)).map(\.id)
        #expect(kept == (report.prunedCount..<900).reversed().map { "gen-\($0)" })
    }

    @Test("the newest decision stays whatever the limits, so that no key is given away again")
    mutating func newestStays() async throws {
        let log = try await filled(20)
        let pruner = try await LogPruner.open(folder.path())
        let report = try await pruner.prune(.init(maxAge: .zero, maxBytes: 0), now: start + 1e6)
        #expect(report.keptCount == 1)
        #expect(try await log.reader.decisions().map(\.id) == ["gen-19"])
        log.append(fixtures.triple())
        try await log.flush()
        #expect(try await log.reader.maxDecisionKey() == 21)
    }

    @Test("what comes for a decision that is gone is refused and counted, and is nobody else's")
    mutating func lateChildren() async throws {
        let log = try await filled(20)
        let gone = fixtures.decision(id: "gen-0")
        _ = try await LogPruner.open(folder.path()).prune(.init(maxAge: .zero), now: start + 1e6)
        log.append(.attempt(fixtures.attempt(for: gone, index: 1)))
        log.append(.outcome(fixtures.outcome(for: gone)))
        try await log.flush()
        #expect(log.droppedEntryCount == 2)
        #expect(try await counts(log) == [1, 1, 1, 1])
        #expect(try await log.record(fixtures.outcome(for: gone), idempotencyKey: nil) == .unknownDecision)
    }

    @Test("what comes while pruning goes on is counted among what is left")
    mutating func meanwhile() async throws {
        let log = try await filled(600)
        let newer = (0..<50).flatMap { _ in fixtures.triple() }
        let pruner = try await LogPruner.open(folder.path(), busyTimeout: .seconds(5))
        async let pruning = pruner.prune(.init(maxAge: .zero), now: start + 3600 * 599)
        log.append(newer)
        try await log.flush()
        let report = try await pruning
        let kept = try await counts(log)[0]
        #expect(report.prunedCount + kept == 650)
        #expect(report.keptCount <= kept)
        #expect(report.keptCount >= 1)
    }

    @Test("only an existing log of the current version is pruned")
    func refused() async throws {
        let missing = await #expect(throws: OutcomeLogError.self) { try await LogPruner.open(folder.path()) }
        #expect(missing?.code == .cannotOpen)
        #expect(!FileManager.default.fileExists(atPath: folder.path()))
        let queue = try DatabaseQueue(path: folder.path())
        try await queue.writeWithoutTransaction { try $0.execute(sql: SchemaFixtures.version1) }
        try queue.close()
        let older = await #expect(throws: OutcomeLogError.self) { try await LogPruner.open(folder.path()) }
        #expect(older?.code == .olderSchema)
    }

    @Test("a server's service prunes at its start and again an hour later")
    mutating func service() async throws {
        let log = try await filled(20)
        let (clock, recorder) = (TestClock(), LogRecorder())
        let service = LogRetention(
            path: folder.path(), limits: .init(maxAge: .seconds(1)), logger: recorder.logger, clock: clock)
        let running = Task { try await service.run() }
        await clock.sleeperAppears()
        #expect(try await counts(log) == [1, 1, 1, 1])
        log.append(fixtures.triple())
        try await log.flush()
        clock.advance(by: .seconds(3600))
        await clock.sleeperAppears()
        #expect(try await counts(log) == [1, 1, 1, 1])
        running.cancel()
        try await running.value
        let pruned = recorder.lines.compactMap { $0.metadata["router.log.pruned_decisions"] }
        #expect(pruned == ["19", "1"])
    }

    @Test("a service that cannot prune says so and goes on")
    func serviceFails() async throws {
        let (clock, recorder) = (TestClock(), LogRecorder())
        let service = LogRetention(
            path: folder.path(), limits: .init(maxBytes: 1), logger: recorder.logger, clock: clock)
        let running = Task { try await service.run() }
        await clock.sleeperAppears()
        running.cancel()
        try await running.value
        #expect(recorder.lines.map(\.level) == [.error])
    }
}
