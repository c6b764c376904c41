import Foundation
import GRDB
import RouterCore
import RouterTesting
import Testing

@testable import RouterOutcomeLog

@Suite("Reading the outcome log")
struct OutcomeLogReaderTests {
    private let folder: TemporaryFolder
    private var fixtures = LogFixtures(seed: 99)

    init() throws { folder = try TemporaryFolder() }

    /// A log of three decisions: `a` was answered, `b` fell back and was answered, `c` was not; `d` was never sent.
    private mutating func threeDecisions() async throws -> (log: OutcomeLog, decisions: [RoutingDecision]) {
        let log = try await OutcomeLog.opened(in: folder)
        var decisions: [RoutingDecision] = []
        for id in ["gen-a", "gen-b", "gen-c", "gen-d"] {
            let decision = fixtures.decision(id: id)
            decisions.append(decision)
            log.append(.decision(decision, fixtures.context()))
            switch id {
            case "gen-a": log.append(.attempt(fixtures.attempt(for: decision)))
            case "gen-b":
                log.append(.attempt(fixtures.attempt(for: decision, index: 0, failure: "status_500")))
                log.append(.attempt(fixtures.attempt(for: decision, index: 1)))
            case "gen-c":
                log.append(.attempt(fixtures.attempt(for: decision, index: 0, failure: "timed_out")))
                log.append(.attempt(fixtures.attempt(for: decision, index: 1, failure: "connection_failed")))
            default: break
            }
        }
        try await log.flush()
        return (log, decisions)
    }

    @Test("the list is newest first, limited, and shows who answered")
    mutating func lists() async throws {
        let (log, decisions) = try await threeDecisions()
        let all = try await log.reader.decisions()
        #expect(all.map(\.id) == ["gen-d", "gen-c", "gen-b", "gen-a"])
        #expect(all.map(\.answeredBy) == [nil, nil, decisions[1].fallbackOrder[1], decisions[0].choice])
        #expect(all.map(\.attemptCount) == [0, 2, 2, 1])
        #expect(all.map(\.failedAttemptCount) == [0, 2, 1, 0])
        #expect(all.map(\.lastFailure) == [nil, "connection_failed", "status_500", nil])
        #expect(all.map { $0.costUSD == nil } == [true, true, false, false])
        #expect(all.map(\.api) == ["messages", "responses", "embeddings", "completions"])
        #expect(all.map(\.session) == ["session-4", nil, "session-2", nil])
        #expect(all.map(\.clientKey) == ["key-1", nil, "key-2", "key-1"])
        #expect(all.map(\.propensity) == [0.95, 0.95, 0.95, 0.95])
        #expect(try await log.reader.decisions(.init(limit: 2)).map(\.id) == ["gen-d", "gen-c"])
        #expect(try await log.reader.decisions(.init(limit: 0)).isEmpty)
    }

    @Test("the list can be narrowed by candidate, time and ending")
    mutating func filters() async throws {
        let (log, decisions) = try await threeDecisions()
        let reader = log.reader
        #expect(try await reader.decisions(.init(ending: .withFailure)).map(\.id) == ["gen-c", "gen-b"])
        #expect(try await reader.decisions(.init(ending: .unanswered)).map(\.id) == ["gen-c"])
        let since = Date(timeIntervalSince1970: 1_763_800_003)
        #expect(try await reader.decisions(.init(since: since)).map(\.id) == ["gen-d", "gen-c"])
        let answeredB = decisions[1].fallbackOrder[1]
        let found = try await reader.decisions(.init(candidate: answeredB)).map(\.id)
        #expect(found == decisions.filter { $0.choice == answeredB || $0.id == "gen-b" }.map(\.id).reversed())
        #expect(try await reader.decisions(.init(candidate: "nobody")).isEmpty)
    }

    @Test("a decision is found by its id or by a prefix that only it has")
    mutating func findsByPrefix() async throws {
        let (log, decisions) = try await threeDecisions()
        let extra = fixtures.decision(id: "gen-bb")
        log.append(.decision(extra, fixtures.context()))
        try await log.flush()
        #expect(try await log.reader.decision("gen-a").decision == decisions[0])
        #expect(try await log.reader.decision("gen-b").decision == decisions[1])
        #expect(try await log.reader.decision("gen-bb").decision == extra)
        for (text, code) in [
            ("gen-", OutcomeLogError.Code.ambiguousDecision), ("gen-x", .decisionNotFound), ("", .decisionNotFound),
            ("GEN-A", .decisionNotFound), ("%", .decisionNotFound),
        ] {
            let error = await #expect(throws: OutcomeLogError.self) { try await log.reader.decision(text) }
            #expect(error?.code == code, "\(text)")
        }
    }

    @Test("a changed row is reported and never read as something else")
    mutating func reportsChangedRow() async throws {
        let (log, _) = try await threeDecisions()
        for change in [
            "verdicts = '{}'", "verdicts = 'no JSON'", "hashed = x'02'", "surface = x'010203'",
            "fallback_order = '[99]'",
        ] {
            try await log.database.write { try $0.execute(sql: "UPDATE decision_details SET \(change)") }
            let error = await #expect(throws: OutcomeLogError.self) { try await log.reader.decision("gen-a") }
            #expect(error?.code == .unreadableRow, "\(change)")
            let sameError = await #expect(throws: OutcomeLogError.self) { try await log.decision(id: "gen-a") }
            #expect(sameError == error)
        }
    }

    @Test("statistics count what happened, and keep what is unknown apart")
    func statistics() async throws {
        let log = try await OutcomeLog.opened(in: folder)
        var fixtures = LogFixtures(seed: 17, candidateCount: 2)
        for number in 1...20 {
            let decision = fixtures.decision()
            log.append(.decision(decision, fixtures.context()))
            if number <= 5 { log.append(.attempt(call(decision, 0, failure: "timed_out", seconds: 9))) }
            log.append(
                .attempt(
                    call(
                        decision, number <= 5 ? 1 : 0, failure: nil, seconds: Double(number),
                        costUSD: number.isMultiple(of: 2) ? 0.5 : nil)))
            log.append(.outcome(fixtures.outcome(for: decision)))
        }
        try await log.flush()
        let statistics = try await log.reader.statistics()
        #expect(statistics.decisionCount == 20)
        #expect(statistics.degradedCount == 2)
        #expect(statistics.outcomeCount == 20)
        #expect(
            statistics.span
                == Date(timeIntervalSince1970: 1_763_800_001)...Date(timeIntervalSince1970: 1_763_800_020))
        #expect(statistics.fileBytes > 20_000)
        let chosen = try #require(statistics.candidates.first)
        #expect(chosen.candidate == "lab-0/model-0")
        #expect(chosen.chosenCount == 20)
        #expect(chosen.chosenShare == 1)
        #expect(abs((chosen.meanPropensity ?? 0) - 0.95) < 1e-12)
        #expect(chosen.attemptCount == 25)
        #expect(chosen.answeredShare == 0.8)
        #expect(chosen.failures == ["timed_out": 5])
        #expect(chosen.promptTokens == 2000)
        #expect(chosen.costUSD == 5)
        #expect(chosen.unknownCostCount == 10)
        #expect(chosen.unknownUsageCount == 0)
        #expect(chosen.durationSeconds == Quantiles(p50: 10, p95: 19))
        #expect(chosen.timeToFirstTokenSeconds == Quantiles(p50: 5, p95: 9.5))
        #expect(statistics.candidates.count == 1)

        let newest = try await log.reader.statistics(since: Date(timeIntervalSince1970: 1_763_800_020))
        #expect(newest.decisionCount == 1)
        #expect(newest.outcomeCount == 1)
        #expect(newest.candidates.first?.attemptCount == 1)
        let none = try await log.reader.statistics(since: .distantFuture)
        #expect(none.span == nil)
        #expect(none.candidates.isEmpty)
    }

    private func call(
        _ decision: RoutingDecision, _ index: Int, failure: String?, seconds: Double, costUSD: Double? = nil
    ) -> Attempt {
        Attempt(
            decisionID: decision.id, index: index, candidate: decision.choice,
            startedAt: Date(timeIntervalSince1970: 0), httpStatus: nil, failure: failure,
            timeToFirstTokenSeconds: seconds / 2, durationSeconds: seconds,
            usage: failure == nil ? TokenUsage(promptTokens: 100, completionTokens: 10) : TokenUsage(),
            costUSD: costUSD, finishReason: nil)
    }

    @Test("another process reads while the log is written")
    mutating func readsBeside() async throws {
        let log = try await OutcomeLog.opened(in: folder)
        let reader = try await OutcomeLogReader.open(folder.path())
        #expect(try await reader.records().decisions.isEmpty)
        log.append(fixtures.triple())
        try await log.flush()
        #expect(try await reader.records().decisions.count == 1)
    }

    @Test("the view of candidates shows every verdict")
    mutating func candidateView() async throws {
        let (log, decisions) = try await threeDecisions()
        // Rows are not Sendable: they are read and judged on the same thread.
        let decision = decisions[2]
        try await log.database.read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM decision_candidates WHERE id = 'gen-c' ORDER BY position")
            Self.expect(rows, show: decision)
        }
    }

    private static func expect(_ rows: [Row], show decision: RoutingDecision) {
        let verdicts = decision.candidates
        #expect(rows.map { $0["candidate"] as String } == verdicts.map(\.candidate.rawValue))
        #expect(rows.map { $0["quality"] as Double } == verdicts.map(\.estimate.quality))
        #expect(rows.map { $0["cost_usd"] as Double? } == verdicts.map(\.estimate.costUSD))
        #expect(rows.map { $0["latency_s"] as Double? } == verdicts.map(\.estimate.latencySeconds))
        #expect(rows.map { $0["switch_cost_usd"] as Double? } == verdicts.map(\.switchCostUSD))
        #expect(rows.map { $0["probability"] as Double } == verdicts.map(\.probability))
        #expect(rows.map { $0["is_choice"] as Bool } == verdicts.map { $0.candidate == decision.choice })
        #expect(rows.last?["excluded_by"] == #"["context_length","capability:tools"]"#)
        #expect(
            rows.map { $0["fallback_position"] as Int? }
                == verdicts.map { decision.fallbackOrder.firstIndex(of: $0.candidate) })
    }

    @Test(
        "the sqlite3 command line tool reads the log",
        .enabled(if: SQLiteTool.path != nil, "the sqlite3 command line tool is not installed"))
    mutating func readsWithSQLiteTool() async throws {
        let (log, decisions) = try await threeDecisions()
        let tool = try #require(SQLiteTool.path)
        let answers = try SQLiteTool.run(
            tool, folder.path(),
            "SELECT id, made_at, answered_by FROM decisions_with_answer WHERE answered_by NOT NULL ORDER BY id")
        #expect(
            answers == """
                gen-a|2025-11-22T08:26:41.000Z|\(decisions[0].choice)
                gen-b|2025-11-22T08:26:42.000Z|\(decisions[1].fallbackOrder[1])

                """)
        #expect(try SQLiteTool.run(tool, folder.path(), "PRAGMA integrity_check") == "ok\n")
        #expect(try SQLiteTool.run(tool, folder.path(), "SELECT count(*) FROM decision_candidates") == "16\n")
        withExtendedLifetime(log) {}
    }
}

/// The `sqlite3` program.
private enum SQLiteTool {
    static var path: String? {
        ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3", "/opt/homebrew/bin/sqlite3"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    static func run(_ tool: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: tool)
        process.arguments = ["-readonly"] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
