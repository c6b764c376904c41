package import RouterCore
import Synchronization

/// An outcome store that keeps everything in memory, in order.
package final class RecordingOutcomeStore: OutcomeStore {
    private struct State {
        var entries: [LogEntry] = []
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

    /// How often ``flush()`` was called.
    package var flushCount: Int { state.withLock(\.flushCount) }

    /// Lets every following flush fail, or succeed again.
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
            }
        }
    }
}
