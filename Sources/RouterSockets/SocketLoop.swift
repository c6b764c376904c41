import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A thread that waits for sockets and does in between what they, their owners and tasks of Swift's give it to do.
///
/// What happens on the thread changes threads nowhere: a socket's news, the task that waited for them and what that writes
/// to another socket are one round. Work from other threads is collected; only the first piece that finds the thread
/// asleep wakes it.
///
/// `@unchecked Sendable`: ``core`` is touched on the thread only, everything else is safe by itself.
package final class SocketLoop: TaskExecutor, @unchecked Sendable {
    private enum Work {
        case job(UnownedJob)
        case action(@Sendable () -> Void)
    }

    /// What comes from other threads.
    private struct Inbox {
        var work: [Work] = []
        var isAsleep = false
        var isStopping = false
        var isOver = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// What belongs to the thread.
    private final class Core {
        let selector: SocketSelector
        var work: [Work] = []
        var spare: [Work] = []
        var members: [any LoopMember] = []
        var now = LoopInstant.now

        init(_ selector: SocketSelector) { self.selector = selector }
    }

    private let inbox = Mutex(Inbox())
    private let doorbell: Doorbell
    private let core: Core

    /// Rounds of work between two looks at the sockets, where work keeps making work.
    private static let maxRounds = 16

    /// Starts the thread; `nil` if the system has no thread or descriptor left.
    package init?() {
        guard let doorbell = Doorbell(), let selector = SocketSelector(doorbell: doorbell.descriptor) else {
            return nil
        }
        self.doorbell = doorbell
        core = Core(selector)
        guard startThread({ [self] in run() }) else { return nil }
    }

    // MARK: From anywhere

    /// Whether this is the loop's own thread.
    package var isCurrent: Bool { LoopThread.current === self }

    /// Runs a job of a task on the thread.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        guard !put(.job(job)) else { return }
        // Nobody is left to do it, and a task must not be lost: whoever has woken it carries it on.
        job.runSynchronously(on: asUnownedTaskExecutor())
    }

    /// Does something on the thread, soon; false if the loop has ended.
    @discardableResult
    package func execute(_ action: @escaping @Sendable () -> Void) -> Bool { put(.action(action)) }

    private func put(_ work: Work) -> Bool {
        if isCurrent {
            core.work.append(work)
            return true
        }
        let (isTaken, wakes) = inbox.withLock { inbox in
            guard !inbox.isOver else { return (false, false) }
            inbox.work.append(work)
            defer { inbox.isAsleep = false }
            return (true, inbox.isAsleep)
        }
        if wakes { doorbell.ring() }
        return isTaken
    }

    /// Asks the thread to end.
    package func stop() {
        let wakes = inbox.withLock { inbox in
            inbox.isStopping = true
            defer { inbox.isAsleep = false }
            return inbox.isAsleep
        }
        if wakes { doorbell.ring() }
    }

    /// Returns when the thread has let go of everything.
    package func end() async {
        await withCheckedContinuation { continuation in
            let isOver = inbox.withLock { inbox in
                if !inbox.isOver { inbox.waiters.append(continuation) }
                return inbox.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    // MARK: On the thread

    /// The time when the sockets were looked at last, or a little later; a clock of its own costs each piece of work.
    package var now: LoopInstant { core.now }

    /// Gives a member a turn in every round from now on.
    package func add(_ member: any LoopMember) { core.members.append(member) }

    /// Gives a member no more turns.
    package func remove(_ member: any LoopMember) { core.members.removeAll { $0 === member } }

    /// Waits for a socket from now on, or for something else on it; false if the system refuses.
    @discardableResult
    package func watch(_ descriptor: Int32, for events: SocketEvents, _ watcher: any SocketWatcher) -> Bool {
        core.selector.set(descriptor, to: events, for: watcher)
    }

    /// Waits for a socket no longer; to be called before it is closed.
    package func forget(_ descriptor: Int32) { core.selector.remove(descriptor) }

    private func run() {
        LoopThread.current = self
        while let next = round() {
            let limit = core.work.isEmpty && prepareToSleep() ? next : LoopInstant(nanoseconds: .min)
            let milliseconds = limit == .never ? -1 : core.now.milliseconds(until: limit)
            guard let hasRung = wait(milliseconds) else { break }
            if hasRung { doorbell.silence() }
        }
        close()
        LoopThread.current = nil
    }

    /// Waits, and lets the watchers of what is ready have their say; `nil` if waiting is impossible.
    private func wait(_ milliseconds: Int32) -> Bool? {
        core.selector.wait(milliseconds: milliseconds) { core.now = .now }
    }

    /// Does everything that there is to do; `nil` if the thread is to end.
    private func round() -> LoopInstant? {
        var next = LoopInstant.never
        var rounds = 0
        repeat {
            guard takeInbox() else { return nil }
            doWork()
            core.now = .now
            next = .never
            for member in core.members { next = min(next, member.turn(core.now)) }
            rounds += 1
        } while !core.work.isEmpty && rounds < Self.maxRounds
        return next
    }

    private func doWork() {
        guard !core.work.isEmpty else { return }
        swap(&core.work, &core.spare)
        for work in core.spare {
            switch work {
            case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
            case .action(let action): action()
            }
        }
        core.spare.removeAll(keepingCapacity: true)
    }

    /// Takes what other threads have given; false if the thread is to end.
    private func takeInbox() -> Bool {
        inbox.withLock { inbox in
            inbox.isAsleep = false
            if !inbox.work.isEmpty {
                core.work += inbox.work
                inbox.work.removeAll(keepingCapacity: true)
            }
            return !inbox.isStopping
        }
    }

    /// Announces that the thread is about to wait; false if there is something to do first.
    private func prepareToSleep() -> Bool {
        inbox.withLock { inbox in
            inbox.isAsleep = inbox.work.isEmpty && !inbox.isStopping
            return inbox.isAsleep
        }
    }

    private func close() {
        for member in core.members { member.loopEnds() }
        core.members = []
        // What the ends have woken, and what comes until the door is shut.
        var waiters: [CheckedContinuation<Void, Never>] = []
        repeat {
            doWork()
            _ = takeInbox()
            guard core.work.isEmpty else { continue }
            waiters = inbox.withLock { inbox in
                inbox.isOver = inbox.work.isEmpty
                defer { inbox.waiters = inbox.isOver ? [] : inbox.waiters }
                return inbox.isOver ? inbox.waiters : []
            }
        } while !inbox.withLock(\.isOver)
        doorbell.hangUp()
        for waiter in waiters { waiter.resume() }
    }
}
