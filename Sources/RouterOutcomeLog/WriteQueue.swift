import RouterCore
import Synchronization

/// Entries on their way to the writer, and everybody who waits for something.
///
/// One lock around a plain value; whoever has to be woken is woken after the lock is released.
final class WriteQueue: Sendable {
    /// How far entries have to come for somebody who waits for them.
    private enum Goal {
        /// Readers see them.
        case committed
        /// A power cut does not lose them.
        case synced
    }

    private typealias Sleeper = CheckedContinuation<Void, Never>
    /// Told `nil` once its entries have come to their goal, or why they have not.
    private typealias Waiter = CheckedContinuation<OutcomeLogError?, Never>

    private struct Barrier {
        /// Count of the last entry that was appended before.
        let target: UInt64
        let goal: Goal
        let waiter: Waiter
    }

    private struct State {
        var entries: [LogEntry] = []
        var feedback: [Feedback] = []
        var bytes = 0
        /// Taken by the writer and not yet committed.
        var heldCount = 0
        var heldBytes = 0
        var dropped = 0
        var failures = 0
        /// Entries accepted, taken, committed and forced to the disk since the log was opened.
        var (accepted, taken, committed, synced): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var barriers: [Barrier] = []
        var sleeper: (continuation: Sleeper, condition: WakeCondition)?
        var isClosing = false
        /// What those are told who come after the writer has ended.
        var closedError: OutcomeLogError?

        func holds(_ condition: WakeCondition, maxBatch: Int) -> Bool {
            if isClosing || !barriers.isEmpty || !feedback.isEmpty { return true }
            switch condition {
            case .work: return !entries.isEmpty
            case .urgency: return entries.count >= maxBatch
            case .request: return false
            }
        }

        mutating func sleeperToWake(maxBatch: Int) -> Sleeper? {
            guard let sleeper, holds(sleeper.condition, maxBatch: maxBatch) else { return nil }
            self.sleeper = nil
            return sleeper.continuation
        }

        mutating func removeBarriers(committed: UInt64, synced: UInt64) -> [Waiter] {
            guard !barriers.isEmpty else { return [] }
            func isDone(_ barrier: Barrier) -> Bool {
                switch barrier.goal {
                case .committed: barrier.target <= committed
                case .synced: barrier.target <= synced
                }
            }
            let done = barriers.filter(isDone).map(\.waiter)
            barriers.removeAll(where: isDone)
            return done
        }
    }

    private let path: String
    private let maxBatch: Int
    private let maxEntries: Int
    private let maxBytes: Int
    private let state = Mutex(State())

    init(_ configuration: OutcomeLogConfiguration) {
        path = configuration.path
        maxBatch = configuration.maxBatch
        maxEntries = configuration.maxWaitingEntries
        maxBytes = configuration.maxWaitingBytes
    }

    /// Entries that were lost.
    var droppedCount: Int { state.withLock(\.dropped) }

    /// Commits that failed, repetitions included.
    var failureCount: Int { state.withLock(\.failures) }

    /// Entries and feedback that wait or are being written.
    var depth: Int { state.withLock { $0.entries.count + $0.feedback.count + $0.heldCount } }

    // MARK: For everybody

    /// Takes an entry, or drops and counts it.
    ///
    /// - Complexity: O(1), amortised.
    func append(_ entry: LogEntry) {
        let bytes = entry.approximateBytes
        let sleeper = state.withLock { state -> Sleeper? in
            guard !state.isClosing, state.entries.count + state.heldCount < maxEntries,
                state.bytes + state.heldBytes + bytes <= maxBytes
            else {
                state.dropped += 1
                return nil
            }
            state.entries.append(entry)
            state.bytes += bytes
            state.accepted += 1
            return state.sleeperToWake(maxBatch: maxBatch)
        }
        sleeper?.resume()
    }

    /// Returns once everything that was appended before is on the disk.
    ///
    /// - Throws: what kept the writer from it; the entries are kept and tried again, unless the log is closed.
    func flush() async throws(OutcomeLogError) { try await wait(for: .synced) }

    /// Returns once readers see everything that was appended before.
    ///
    /// - Throws: as ``flush()``.
    func commit() async throws(OutcomeLogError) { try await wait(for: .committed) }

    private func wait(for goal: Goal) async throws(OutcomeLogError) {
        let failure = await withCheckedContinuation { (waiter: Waiter) in
            let (isAnswered, failure, sleeper) = state.withLock { state -> (Bool, OutcomeLogError?, Sleeper?) in
                if (goal == .synced ? state.synced : state.committed) == state.accepted { return (true, nil, nil) }
                if let error = state.closedError { return (true, error, nil) }
                state.barriers.append(Barrier(target: state.accepted, goal: goal, waiter: waiter))
                return (false, nil, state.sleeperToWake(maxBatch: maxBatch))
            }
            if isAnswered { waiter.resume(returning: failure) }
            sleeper?.resume()
        }
        if let failure { throw failure }
    }

    /// Returns once the feedback is on the disk, with what became of it.
    ///
    /// Whoever comes while the writer is at work is committed together with the others, by one fsync.
    ///
    /// - Throws: what kept the writer from it; the feedback is then forgotten.
    func record(_ outcome: Outcome, idempotencyKey: String?) async throws(OutcomeLogError) -> FeedbackReceipt {
        let result = await withCheckedContinuation { (waiter: Feedback.Waiter) in
            let (error, sleeper) = state.withLock { state -> (OutcomeLogError?, Sleeper?) in
                if state.isClosing { return (state.closedError ?? closed, nil) }
                state.feedback.append(Feedback(outcome: outcome, idempotencyKey: idempotencyKey, waiter: waiter))
                return (nil, state.sleeperToWake(maxBatch: maxBatch))
            }
            if let error { waiter.resume(returning: .failure(error)) }
            sleeper?.resume()
        }
        return try result.get()
    }

    /// Refuses further entries and lets the writer end.
    func close() {
        let sleeper = state.withLock { state in
            state.isClosing = true
            return state.sleeperToWake(maxBatch: maxBatch)
        }
        sleeper?.resume()
    }

    // MARK: For the one writer

    /// Sleeps until the condition holds or the task is cancelled.
    func sleep(until condition: WakeCondition) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Sleeper) in
                let isAwake = state.withLock { state in
                    if Task.isCancelled || state.holds(condition, maxBatch: maxBatch) { return true }
                    precondition(state.sleeper == nil, "a write queue has one writer")
                    state.sleeper = (continuation, condition)
                    return false
                }
                if isAwake { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                defer { state.sleeper = nil }
                return state.sleeper?.continuation
            }
            sleeper?.resume()
        }
    }

    /// What waits; it counts against the limits until ``didCommit(_:synced:_:)``.
    ///
    /// - Parameter spare: an empty array, whose storage the queue goes on with.
    /// - Returns: the entries, in the order in which they were appended, and the feedback.
    func take(reusing spare: [LogEntry]) -> Batch {
        state.withLock { state in
            let batch = Batch(entries: state.entries, feedback: state.feedback)
            (state.entries, state.feedback) = (spare, [])
            (state.heldCount, state.heldBytes, state.bytes) = (
                batch.entries.count + batch.feedback.count, state.bytes, 0
            )
            state.taken = state.accepted
            return batch
        }
    }

    /// Adds what waits to a batch that could not be committed: feedback is answered with whatever becomes of the next try.
    func takeMore(into batch: inout Batch) {
        state.withLock { state in
            batch.entries += state.entries
            batch.feedback += state.feedback
            (state.entries, state.feedback) = ([], [])
            state.heldCount = batch.entries.count + batch.feedback.count
            (state.heldBytes, state.bytes) = (state.heldBytes + state.bytes, 0)
            state.taken = state.accepted
        }
    }

    /// What to do with the batch that was taken.
    func order(for batch: Batch) -> Order {
        state.withLock { state in
            Order(
                mustSync: state.isClosing || !batch.feedback.isEmpty
                    || state.barriers.contains { $0.goal == .synced },
                hasUnsynced: state.committed > state.synced, isClosing: state.isClosing,
                isLast: state.isClosing && state.entries.isEmpty && state.feedback.isEmpty,
                droppedCount: state.dropped)
        }
    }

    /// What was taken is committed, but for entries that the database refused.
    func didCommit(_ batch: Batch, synced: Bool, _ report: BatchCommitter.Report) {
        let waiters = state.withLock { state -> [Waiter] in
            (state.heldCount, state.heldBytes) = (0, 0)
            state.dropped += report.refusedCount
            state.committed = state.taken
            if synced { state.synced = state.taken }
            return state.removeBarriers(committed: state.committed, synced: state.synced)
        }
        for waiter in waiters { waiter.resume(returning: nil) }
        for (feedback, result) in zip(batch.feedback, report.feedback) { feedback.waiter.resume(returning: result) }
    }

    /// What was taken could not be committed; the writer keeps the entries, and the feedback is refused.
    func didFail(_ batch: Batch, _ error: OutcomeLogError) {
        let waiters = state.withLock { state in
            state.failures += 1
            state.heldCount -= batch.feedback.count
            return state.removeBarriers(committed: .max, synced: .max)
        }
        for waiter in waiters { waiter.resume(returning: error) }
        for feedback in batch.feedback { feedback.waiter.resume(returning: .failure(error)) }
    }

    /// The writer has ended.
    ///
    /// - Returns: the number of entries that were accepted and are lost.
    func didEnd() -> Int {
        let (lostCount, waiters, feedback) = state.withLock { state in
            let lostCount = state.heldCount + state.entries.count
            state.dropped += lostCount
            state.entries = []
            (state.heldCount, state.heldBytes, state.bytes) = (0, 0, 0)
            state.closedError = closed
            defer { state.feedback = [] }
            return (lostCount, state.removeBarriers(committed: .max, synced: .max), state.feedback)
        }
        for waiter in waiters { waiter.resume(returning: closed) }
        for feedback in feedback { feedback.waiter.resume(returning: .failure(closed)) }
        return lostCount
    }

    private var closed: OutcomeLogError {
        OutcomeLogError(.closed, path: path, "the outcome log '\(path)' is closed")
    }
}
