import Synchronization

/// The way of transfers to the loop's thread: many put, one takes, nobody waits for a lock.
///
/// A linked list through ``Transfer/nextInQueue`` whose first element is swapped atomically. The two states that matter to
/// who puts something are in the same word: the thread is asleep and has to be woken, or it has ended.
final class TransferQueue: Sendable {
    /// What became of a transfer that was put in.
    enum Reception {
        /// The thread will see it.
        case queued
        /// The thread will see it once somebody wakes it: whoever gets this answer.
        case foundAsleep
        /// The thread has ended and will not see it.
        case closed
    }

    /// Values of `top` that are not the address of a transfer; those are multiples of 8.
    private static let empty: UInt = 0
    private static let asleep: UInt = 1
    private static let closed: UInt = 2

    private let top = Atomic<UInt>(TransferQueue.empty)

    // MARK: From anywhere

    /// Puts a transfer in.
    ///
    /// - Precondition: it is not in already.
    func put(_ transfer: Transfer) -> Reception {
        let element = Unmanaged.passRetained(transfer)
        var current = top.load(ordering: .acquiring)
        while current != Self.closed {
            transfer.nextInQueue = current == Self.asleep ? Self.empty : current
            let (exchanged, original) = top.weakCompareExchange(
                expected: current, desired: UInt(bitPattern: element.toOpaque()),
                successOrdering: .sequentiallyConsistent, failureOrdering: .acquiring)
            if exchanged { return current == Self.asleep ? .foundAsleep : .queued }
            current = original
        }
        element.release()
        return .closed
    }

    /// Takes back that the thread is asleep; true for the one who has to wake it.
    func interruptSleep() -> Bool {
        top.compareExchange(expected: Self.asleep, desired: Self.empty, ordering: .sequentiallyConsistent).exchanged
    }

    // MARK: From the thread

    /// Moves everything into `transfers`, first in, first out; the thread is awake.
    func take(into transfers: inout [Transfer]) {
        guard top.load(ordering: .relaxed) != Self.empty else { return }
        drain(top.exchange(Self.empty, ordering: .acquiringAndReleasing), into: &transfers)
    }

    /// Announces that the thread is about to sleep; false if there is something to take first.
    func prepareToSleep() -> Bool {
        top.compareExchange(expected: Self.empty, desired: Self.asleep, ordering: .sequentiallyConsistent).exchanged
    }

    /// Refuses everything from now on and moves what is left into `transfers`.
    func close(into transfers: inout [Transfer]) {
        drain(top.exchange(Self.closed, ordering: .acquiringAndReleasing), into: &transfers)
    }

    private func drain(_ first: UInt, into transfers: inout [Transfer]) {
        let start = transfers.count
        var current = first
        while current > Self.closed, let pointer = UnsafeRawPointer(bitPattern: current) {
            let transfer = Unmanaged<Transfer>.fromOpaque(pointer).takeRetainedValue()
            current = transfer.nextInQueue
            transfers.append(transfer)
        }
        // The last one put in is the first one in the list.
        transfers[start...].reverse()
    }
}
