import Foundation
import Logging
import RouterCore
import RouterTesting
import ServiceLifecycle
import Testing

@testable import RouterOutcomeLog

@Suite("Outcome log")
struct OutcomeLogTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private let recorder = LogRecorder()
    private var fixtures = LogFixtures(seed: 42)

    init() throws { folder = try TemporaryFolder() }

    @Test("an entry waits for others, but not longer than the delay")
    mutating func commitsAfterDelay() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        log.append(fixtures.triple())
        await clock.sleeperAppears()
        log.append(fixtures.triple())
        #expect(try await log.reader.records().decisions.isEmpty)
        clock.advance(by: .milliseconds(99))
        #expect(try await log.reader.records().decisions.isEmpty)
        clock.advance(by: .milliseconds(1))
        try await log.decisionsAppear(2)
        #expect(try await log.reader.records().outcomes.count == 2)
    }

    @Test("a full batch does not wait for the delay")
    mutating func commitsFullBatch() async throws {
        let log = try await OutcomeLog.opened(in: folder, maxBatch: 6, clock: clock)
        log.append(fixtures.triple() + fixtures.triple())
        try await log.decisionsAppear(2)
        #expect(clock.now.offset == .zero)
    }

    @Test("closing commits what waits; what comes later is dropped and counted")
    mutating func closeCommits() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        log.append(fixtures.triple())
        try await log.close()
        try await log.close()
        log.append(fixtures.triple())
        #expect(log.droppedEntryCount == 3)
        try await log.flush()  // everything that was accepted is on the disk
        let reader = try await OutcomeLogReader.open(folder.path())
        #expect(try await reader.records().decisions.count == 1)
    }

    @Test("graceful shutdown of a service group commits what waits")
    mutating func shutdownCommits() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: log)], logger: recorder.logger))
        log.append(fixtures.triple())
        async let running: Void = group.run()
        await group.triggerGracefulShutdown()
        try await running
        let reader = try await OutcomeLogReader.open(folder.path())
        #expect(try await reader.records().outcomes.count == 1)
    }

    @Test("cancelling the service commits what waits")
    mutating func cancellationCommits() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        log.append(fixtures.triple())
        let service = Task { try await log.run() }
        service.cancel()
        try await service.value
        let reader = try await OutcomeLogReader.open(folder.path())
        #expect(try await reader.records().attempts.count == 1)
    }

    @Test("a log that is let go without closing still writes what waits")
    mutating func releasedLogCommits() async throws {
        var log: OutcomeLog? = try await OutcomeLog.opened(in: folder, clock: clock)
        log?.append(fixtures.triple())
        let reader = try #require(log?.reader)
        let writer = try #require(log?.writer)
        log = nil
        #expect(await writer.value == nil)
        #expect(try await reader.records().decisions.count == 1)
    }

    @Test("entries beyond the limit are dropped and counted, also in the file")
    mutating func dropsBeyondLimit() async throws {
        let log = try await OutcomeLog.opened(in: folder, maxWaitingEntries: 10, clock: clock)
        for _ in 0..<9 { log.append(fixtures.triple()) }
        #expect(log.droppedEntryCount == 17)
        try await log.flush()
        let records = try await log.reader.records()
        #expect(records.decisions.count == 4)
        #expect(records.attempts.count == 3)
        #expect(records.outcomes.count == 3)
        #expect(try await log.reader.statistics().droppedEntryCount == 17)
        log.append(fixtures.triple())
        try await log.flush()
        #expect(log.droppedEntryCount == 17)
        #expect(try await log.reader.statistics().droppedEntryCount == 17)
    }

    @Test("entries beyond the memory limit are dropped and counted")
    mutating func dropsBeyondMemory() async throws {
        let log = try await OutcomeLog.opened(in: folder, maxWaitingBytes: 1 << 20, clock: clock)
        let prompt = String(repeating: "x", count: 600_000)
        for _ in 0..<3 { log.append(.decision(fixtures.decision(), fixtures.context(prompt: prompt))) }
        #expect(log.droppedEntryCount == 2)
        try await log.flush()
        log.append(.decision(fixtures.decision(), fixtures.context(prompt: prompt)))
        #expect(log.droppedEntryCount == 2)
    }

    @Test("an entry that the database refuses costs no other entry")
    mutating func refusesSingleEntries() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        let first = fixtures.decision(id: "twice")
        let attempt = fixtures.attempt(for: first)
        let outcome = fixtures.outcome(for: first)
        log.append([
            .decision(first, fixtures.context()), .attempt(attempt),
            .decision(fixtures.decision(id: "twice"), fixtures.context()),
            .attempt(fixtures.attempt(for: first)),
            .attempt(fixtures.attempt(for: fixtures.decision(id: "never appended"))),
            .outcome(fixtures.outcome(for: fixtures.decision(id: "never appended"))),
            .outcome(fixtures.outcome(for: first, value: .nan)), .outcome(outcome),
        ])
        try await log.flush()
        let records = try await log.reader.records()
        #expect(records.decisions == [first])
        #expect(records.attempts == [attempt])
        #expect(records.outcomes == [outcome])
        #expect(log.droppedEntryCount == 5)
        #expect(try await log.reader.statistics().droppedEntryCount == 5)
    }

    @Test("a NUL in a prompt hides nothing that follows it")
    mutating func keepsTextAfterNUL() async throws {
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        let decision = fixtures.decision()
        log.append(.decision(decision, fixtures.context(prompt: "before\0after")))
        try await log.flush()
        #expect(try await log.reader.decision(decision.id).context.prompt == "before\u{2400}after")
    }

    @Test("no prompt text is in the file unless the context holds it", arguments: [nil, "xyzzy plugh correct horse"])
    mutating func keepsPromptsOut(prompt: String?) async throws {
        let words = "xyzzy plugh correct horse"
        let log = try await OutcomeLog.opened(in: folder, clock: clock)
        log.append(.decision(fixtures.decision(), fixtures.context(prompt: prompt)))
        try await log.flush()
        let bytes = try ["", "-wal", "-shm"].map { try Data(contentsOf: URL(filePath: folder.path() + $0)) }
        #expect(bytes.contains { $0.firstRange(of: Data(words.utf8)) != nil } == (prompt != nil))
    }
}
