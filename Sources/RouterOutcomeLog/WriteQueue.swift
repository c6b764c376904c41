import RouterCore
import Synchronization

/// Entries on their way to the writer, and everybody who waits for something.
///
/// One lock around a plain value; whoever has to be woken is woken after the lock is released.
final class WriteQueue: Sendable {
    /// What the writer sleeps for.
    enum WakeCondition {
        /// An entry, a flush or the end.
        case work
        /// A full batch, a flush or the end.
        case urgency
        /// A flush or the end.
        case request
    }

    /// What the writer has to know before it writes.
    struct Order {
        /// Somebody waits for the disk: the commit has to be forced there.
        let mustSync: Bool
        /// Something was committed and not yet forced to the disk.
        let hasUnsynced: Bool
        /// Nothing new is accepted.
        let isClosing: Bool
        /// Nothing comes after what was taken.
        let isLast: Bool
        /// Entries that were lost so far.
        let droppedCount: Int
    }

    private typealias Sleeper = CheckedContinuation<Void, Never>
    /// Told `nil` once its entries are on the disk, or why they are not.
    private typealias FlushWaiter = CheckedContinuation<OutcomeLogError?, Never>

    private struct State {
        var entries: [LogEntry] = []
        var bytes = 0
        /// Taken by the writer and not yet committed.
        var heldCount = 0
        var heldBytes = 0
        var dropped = 0
        /// Entries accepted, taken, committed and forced to the disk since the log was opened.
        var (accepted, taken, committed, synced): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var flushes: [(target: UInt64, waiter: FlushWaiter)] = []
        var sleeper: (continuation: Sleeper, condition: WakeCondition)?
        var isClosing = false
        /// What a flush is told after the writer has ended.
        var closedError: OutcomeLogError?

        func holds(_ condition: WakeCondition, maxBatch: Int) -> Bool {
            if isClosing || !flushes.isEmpty { return true }
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

        mutating func removeFlushes(upTo target: UInt64) -> [FlushWaiter] {
            let done = flushes.filter { $0.target <= target }.map(\.waiter)
            flushes.removeAll { $0.target <= target }
            return done
        }
    }

    private let maxBatch: Int
    private let maxEntries: Int
    private let maxBytes: Int
    private let state = Mutex(State())

    init(_ configuration: OutcomeLogConfiguration) {
        maxBatch = configuration.maxBatch
        maxEntries = configuration.maxWaitingEntries
        maxBytes = configuration.maxWaitingBytes
    }

    /// Entries that were lost.
    var droppedCount: Int { state.withLock(\.dropped) }

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
    func flush() async throws(OutcomeLogError) {
        let failure = await withCheckedContinuation { (waiter: FlushWaiter) in
            let (isAnswered, failure, sleeper) = state.withLock { state -> (Bool, OutcomeLogError?, Sleeper?) in
                if state.synced == state.accepted { return (true, nil, nil) }
                if let error = state.closedError { return (true, error, nil) }
                state.flushes.append((state.accepted, waiter))
                return (false, nil, state.sleeperToWake(maxBatch: maxBatch))
            }
            if isAnswered { waiter.resume(returning: failure) }
            sleeper?.resume()
        }
        if let failure { throw failure }
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

    /// The entries that wait; they count against the limits until ``didCommit(synced:refusedCount:)``.
    ///
    /// - Parameter spare: an empty array, whose storage the queue goes on with.
    /// - Returns: the entries, in the order in which they were appended.
    func take(reusing spare: [LogEntry]) -> [LogEntry] {
        state.withLock { state in
            let entries = state.entries
            state.entries = spare
            (state.heldCount, state.heldBytes, state.bytes) = (entries.count, state.bytes, 0)
            state.taken = state.accepted
            return entries
        }
    }

    /// What to do with the entries that were taken.
    var order: Order {
        state.withLock { state in
            Order(
                mustSync: state.isClosing || !state.flushes.isEmpty, hasUnsynced: state.committed > state.synced,
                isClosing: state.isClosing, isLast: state.isClosing && state.entries.isEmpty,
                droppedCount: state.dropped)
        }
    }

    /// What was taken is committed, but for entries that the database refused.
    func didCommit(synced: Bool, refusedCount: Int) {
        let waiters = state.withLock { state -> [FlushWaiter] in
            (state.heldCount, state.heldBytes) = (0, 0)
            state.dropped += refusedCount
            state.committed = state.taken
            guard synced else { return [] }
            state.synced = state.taken
            return state.removeFlushes(upTo: state.synced)
        }
        for waiter in waiters { waiter.resume(returning: nil) }
    }

    /// What was taken could not be committed; the writer keeps it.
    func didFail(_ error: OutcomeLogError) {
        let waiters = state.withLock { $0.removeFlushes(upTo: .max) }
        for waiter in waiters { waiter.resume(returning: error) }
    }

    /// The writer has ended.
    ///
    /// - Returns: the number of entries that were accepted and are lost.
    func didEnd(path: String) -> Int {
        let closed = OutcomeLogError(.closed, path: path, "the outcome log '\(path)' is closed")
        let (lostCount, waiters) = state.withLock { state in
            let lostCount = state.heldCount + state.entries.count
            state.dropped += lostCount
            state.entries = []
            (state.heldCount, state.heldBytes, state.bytes) = (0, 0, 0)
            state.closedError = closed
            return (lostCount, state.removeFlushes(upTo: .max))
        }
        for waiter in waiters { waiter.resume(returning: closed) }
        return lostCount
    }
}

extension LogEntry {
    /// Memory that the entry keeps alive, roughly; in bytes.
    ///
    /// - Complexity: O(1).
    fileprivate var approximateBytes: Int {
        switch self {
        case .decision(let decision, let context):
            let features = decision.features
            return 512 + 160 * decision.candidates.count + 8 * features.hashed.indices.count
                + 4 * (features.surface.count + features.dense.count) + (context.prompt?.utf8.count ?? 0)
        case .attempt, .outcome:
            return 384
        }
    }
}
