import Foundation
import RouterCore

extension OutcomeStoreConformance {
    /// A decision is found with what was appended since the last flush, and only by its whole id.
    func runLookUp(_ subject: Subject) async throws {
        var fixtures = LogFixtures(seed: 31)
        for _ in 0..<3 {
            let entries = fixtures.triple()
            let expected = OutcomeRecords(entries)
            let id = expected.decisions[0].id
            entries.prefix(2).forEach(subject.store.append)
            var found = try await subject.archive.decision(id: id)
            try require(found?.attempts == expected.attempts && found?.outcomes == [], "the attempt is missing")
            entries.suffix(1).forEach(subject.store.append)
            found = try await subject.archive.decision(id: id)
            let whole = LoggedDecision(
                decision: expected.decisions[0], context: expected.contexts[0], attempts: expected.attempts,
                outcomes: expected.outcomes)
            try require(found == whole, "what was found differs from what was appended")
            for other in [String(id.dropLast()), id + "0", ""] {
                found = try await subject.archive.decision(id: other)
                try require(found == nil, "'\(other)' finds '\(id)'")
            }
        }
    }

    /// Feedback is kept once a key and decision, and only for decisions that there are.
    func runFeedback(_ subject: Subject) async throws {
        var fixtures = LogFixtures(seed: 37)
        let decisions = [fixtures.decision(), fixtures.decision()]
        for decision in decisions { subject.store.append(.decision(decision, fixtures.context())) }
        let outcomes = decisions.map { fixtures.outcome(for: $0, value: 0.75) }
        let unknown = fixtures.outcome(for: fixtures.decision())
        for (outcome, key, expected) in [
            (outcomes[0], "k", .stored), (outcomes[0], "k", .repeated), (outcomes[1], "k", .stored),
            (outcomes[0], "", .stored), (outcomes[0], nil, .stored), (outcomes[0], nil, .stored),
            (unknown, "k", .unknownDecision), (unknown, nil, .unknownDecision),
        ] as [(Outcome, String?, FeedbackReceipt)] {
            let receipt = try await subject.archive.record(outcome, idempotencyKey: key)
            try require(receipt == expected, "\(receipt) for the key \(key ?? "nil"), expected \(expected)")
        }
        // Durable without a flush.
        let found = try await subject.records().outcomes
        let counts = outcomes.map { outcome in found.count { $0 == outcome } }
        try require(counts == [4, 1] && found.count == 5, "\(counts) of \(found.count) outcomes, expected [4, 1] of 5")
        try require(subject.store.droppedEntryCount == 0, "feedback counts as dropped")
    }

    /// Many calls at a time with few keys store one outcome a key.
    func runConcurrentFeedback(_ subject: Subject) async throws {
        var fixtures = LogFixtures(seed: 41)
        let decision = fixtures.decision()
        let outcome = fixtures.outcome(for: decision)
        subject.store.append(.decision(decision, fixtures.context()))
        let receipts = try await withThrowingTaskGroup(of: FeedbackReceipt.self) { group in
            for call in 0..<64 {
                group.addTask {
                    try await subject.archive.record(outcome, idempotencyKey: "key-\(call % 8)")
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let stored = receipts.count { $0 == .stored }
        let repeated = receipts.count { $0 == .repeated }
        try require(stored == 8 && repeated == 56, "\(stored) stored and \(repeated) repeated, expected 8 and 56")
        let kept = try await subject.records().outcomes.count
        try require(kept == 8, "\(kept) outcomes, expected 8")
    }

    /// Spend is summed by the day on which a call began and by the client's key.
    func runSpend(_ subject: Subject) async throws {
        var fixtures = LogFixtures(seed: 43)
        let day = 20_000
        let calls: [(hours: Double, key: String?, costUSD: Double?)] = [
            (1, "a", 0.5), (2, "a", 0.25), (2, nil, 4), (13, "a", 1), (14, "b", nil), (15, "b", 0), (25, "a", 8),
            (47.5, "b", 16), (48, "a", 32),
        ]
        for call in calls {
            let decision = fixtures.decision()
            let start = Date(timeIntervalSince1970: Double(day) * 86_400 + call.hours * 3600)
            subject.store.append(
                .decision(
                    decision,
                    DecisionContext(madeAt: start - 1, requestedModel: "auto", isStreamed: false, clientKey: call.key)))
            subject.store.append(
                .attempt(
                    Attempt(
                        decisionID: decision.id, index: 0, candidate: "a", startedAt: start, httpStatus: 200,
                        failure: nil, timeToFirstTokenSeconds: nil, durationSeconds: 1, usage: TokenUsage(),
                        costUSD: call.costUSD, finishReason: "stop")))
        }
        let later = [
            DailySpend(clientKey: "a", day: day + 1, costUSD: 8), DailySpend(clientKey: "b", day: day + 1, costUSD: 16),
            DailySpend(clientKey: "a", day: day + 2, costUSD: 32),
        ]
        let first = [
            DailySpend(clientKey: nil, day: day, costUSD: 4), DailySpend(clientKey: "a", day: day, costUSD: 1.75),
        ]
        for (hours, expected) in [
            (-100, first + later), (0, first + later), (12, [DailySpend(clientKey: "a", day: day, costUSD: 1)] + later),
            (24, later), (25.5, Array(later[1...])), (48, Array(later[2...])), (49, []),
        ] as [(Double, [DailySpend])] {
            let since = Date(timeIntervalSince1970: Double(day) * 86_400 + hours * 3600)
            let found = try await subject.archive.dailySpend(since: since)
            try require(
                Set(found) == Set(expected) && found.count == expected.count, "spend since hour \(hours): \(found)")
        }
    }

    private func require(_ condition: Bool, _ description: String) throws {
        if !condition { throw Violation(description: description) }
    }
}
