import Foundation
import GRDB
import RouterCore
import RouterTesting
import Testing

@testable import RouterOutcomeLog

@Suite("Views of the outcome log")
struct SchemaViewTests {
    private let folder: TemporaryFolder
    private var fixtures = LogFixtures(seed: 20_251_127)

    init() throws { folder = try TemporaryFolder() }

    private mutating func filled() async throws -> (log: OutcomeLog, decision: RoutingDecision) {
        let log = try await OutcomeLog.opened(in: folder)
        let decision = fixtures.decision(id: "gen-a")
        log.append(.decision(decision, fixtures.context()))
        log.append(.attempt(fixtures.attempt(for: decision, index: 0, failure: "timed_out")))
        log.append(.attempt(fixtures.attempt(for: decision, index: 1)))
        let signals: [(kind: String, value: Double, source: String)] = [
            ("answered", 1, "router"), ("feedback", 0, "anna"), ("feedback", 1, "anna"), ("feedback", 0.5, "bert"),
            ("complaint:slow", 0, "carl"), ("judge", 0.25, "judge-model"), ("judge", 0.75, "judge-model"),
            ("refusal", 0, "router"), ("cut_off", 1, "router"),
        ]
        for signal in signals {
            log.append(
                .outcome(
                    Outcome(
                        decisionID: decision.id, kind: signal.kind, value: signal.value, source: signal.source,
                        observedAt: Date(timeIntervalSince1970: 1_763_800_010))))
        }
        try await log.flush()
        return (log, decision)
    }

    @Test("signals of a decision stand in one row, and of each source its last word counts")
    mutating func signals() async throws {
        let (log, decision) = try await filled()
        let rows = try await rows(
            "json_array(id, choice, answered_by, answered, feedback, judge, troubles, complaints) FROM decision_signals",
            log)
        #expect(
            rows == [
                #"["gen-a","\#(decision.choice)","\#(decision.fallbackOrder[1])",1.0,0.5,0.75,"refusal","slow"]"#
            ])
    }

    /// What a query gives, each row as one text.
    private func rows(_ query: String, _ log: OutcomeLog) async throws -> [String] {
        try await log.database.read { try String.fetchAll($0, sql: "SELECT " + query) }
    }

    @Test("a day's row of a candidate counts choices, calls and answers, and leaves out what was imported")
    mutating func daily() async throws {
        let (log, decision) = try await filled()
        let imported = fixtures.decision(id: "import:q1:x")
        log.append(
            .decision(
                RoutingDecision(
                    id: imported.id, choice: imported.choice, propensity: .certain,
                    policy: RoutingDecision.importedPolicy, bundle: "b", tradeoff: .balanced, seed: 0,
                    candidates: imported.candidates, fallbackOrder: imported.fallbackOrder,
                    features: imported.features), fixtures.context()))
        log.append(.attempt(fixtures.attempt(for: imported)))
        try await log.flush()
        let rows = try await rows(
            """
            json_array(day, candidate, decisions, calls, answered, mean_feedback, mean_judge, troubled)
            FROM candidate_daily ORDER BY decisions DESC
            """, log)
        #expect(
            rows == [
                #"["2025-11-22","\#(decision.choice)",1,1,0,null,null,0]"#,
                #"["2025-11-22","\#(decision.fallbackOrder[1])",0,1,1,0.5,0.75,1]"#,
            ])
    }

    @Test("what imported calls cost is nobody's spend, also where their decision has to be looked up")
    mutating func importedSpend() async throws {
        let decision = fixtures.decision(id: "import:q1:x")
        let imported = RoutingDecision(
            id: decision.id, choice: decision.choice, propensity: .certain, policy: RoutingDecision.importedPolicy,
            bundle: "b", tradeoff: .balanced, seed: 0, candidates: decision.candidates,
            fallbackOrder: decision.fallbackOrder, features: decision.features)
        let log = try await OutcomeLog.opened(in: folder)
        log.append(.decision(imported, fixtures.context()))
        log.append(.attempt(fixtures.attempt(for: imported)))
        try await log.close()
        let again = try await OutcomeLog.opened(in: folder)
        again.append(.attempt(fixtures.attempt(for: imported, index: 1)))
        try await again.flush()
        #expect(try await again.dailySpend(since: .distantPast).isEmpty)
        #expect(again.droppedEntryCount == 0)
    }
}
