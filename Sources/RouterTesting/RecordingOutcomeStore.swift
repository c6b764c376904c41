package import Foundation
package import RouterCore
import Synchronization

/// An outcome store that keeps everything in memory, in order.
package final class RecordingOutcomeStore: OutcomeStore, OutcomeArchive {
    private struct State {
        var entries: [LogEntry] = []
        var feedbackKeys: Set<[String]> = []
        var droppedCount = 0
        var flushCount = 0
        var flushError: (any Error)?
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// An empty store.
    ///
    /// - Parameter capacity: entries beyond this number are dropped and counted.
    package init(capacity: Int = .max) { self.capacity = capacity }

    /// Keeps the entry, or drops and counts it.
    package func append(_ entry: LogEntry) {
        state.withLock { state in
            if state.entries.count < capacity {
                state.entries.append(entry)
            } else {
                state.droppedCount += 1
            }
        }
    }

    /// Returns at once, or throws what ``failFlushes(with:)`` set.
    package func flush() async throws {
        let error = state.withLock { state in
            state.flushCount += 1
            return state.flushError
        }
        if let error { throw error }
    }

    /// Entries beyond the capacity.
    package var droppedEntryCount: Int { state.withLock(\.droppedCount) }

    /// The decision of this id with all that was kept for it, or `nil`.
    package func decision(id: String) async throws -> LoggedDecision? {
        let records = records
        guard let position = records.decisions.firstIndex(where: { $0.id == id }) else { return nil }
        return LoggedDecision(
            decision: records.decisions[position], context: records.contexts[position],
            attempts: records.attempts.filter { $0.decisionID == id }.sorted { $0.index < $1.index },
            outcomes: records.outcomes.filter { $0.decisionID == id })
    }

    /// Keeps the outcome beside the others, or throws what ``failFlushes(with:)`` set.
    package func record(_ outcome: Outcome, idempotencyKey: String?) async throws -> FeedbackReceipt {
        try state.withLock { state in
            if let error = state.flushError { throw error }
            guard OutcomeRecords(state.entries).decisions.contains(where: { $0.id == outcome.decisionID }) else {
                return .unknownDecision
            }
            if let idempotencyKey, !state.feedbackKeys.insert([outcome.decisionID, idempotencyKey]).inserted {
                return .repeated
            }
            state.entries.append(.outcome(outcome))
            return .stored
        }
    }

    /// What the kept attempts cost that began at this time or later, by day and then by client key.
    package func dailySpend(since: Date) async throws -> [DailySpend] {
        let records = records
        let keys = Dictionary(zip(records.decisions.map(\.id), records.contexts.map(\.clientKey))) { first, _ in first }
        var sums: [Int: [String: Double]] = [:]
        for attempt in records.attempts where attempt.startedAt >= since {
            guard let cost = attempt.costUSD, cost > 0, cost.isFinite, let key = keys[attempt.decisionID] else {
                continue
            }
            let day = Int((attempt.startedAt.timeIntervalSince1970 / 86_400).rounded(.down))
            sums[day, default: [:]][key ?? "", default: 0] += cost
        }
        return sums.sorted { $0.key < $1.key }.flatMap { day, costs in
            costs.sorted { $0.key < $1.key }.map { key, cost in
                DailySpend(clientKey: key.isEmpty ? nil : key, day: day, costUSD: cost)
            }
        }
    }

    /// How often ``flush()`` was called.
    package var flushCount: Int { state.withLock(\.flushCount) }

    /// Lets every following flush and feedback fail, or succeed again.
    package func failFlushes(with error: (any Error)?) { state.withLock { $0.flushError = error } }

    /// Everything that was kept, in order.
    package var entries: [LogEntry] { state.withLock(\.entries) }

    /// Everything that was kept, by kind.
    package var records: OutcomeRecords { OutcomeRecords(entries) }
}

/// Log entries by kind, each kind in the order in which it was appended.
package struct OutcomeRecords: Sendable, Hashable {
    /// The decisions.
    package var decisions: [RoutingDecision] = []
    /// How they were asked for, shape of ``decisions``.
    package var contexts: [DecisionContext] = []
    /// The attempts.
    package var attempts: [Attempt] = []
    /// The outcomes.
    package var outcomes: [Outcome] = []
    /// The texts of replies.
    package var replyTexts: [String] = []

    /// No records.
    package init() {}

    /// Sorts entries by kind.
    package init(_ entries: [LogEntry]) {
        for entry in entries {
            switch entry {
            case .decision(let decision, let context):
                decisions.append(decision)
                contexts.append(context)
            case .attempt(let attempt): attempts.append(attempt)
            case .outcome(let outcome): outcomes.append(outcome)
            case .reply(_, _, let text): replyTexts.append(text)
            }
        }
    }
}
