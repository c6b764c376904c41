import RouterCore
import Synchronization

/// The way to the one thread that runs libcurl: errands go in from anywhere, nothing of libcurl comes out.
///
/// Errands are collected while the thread works; only the first one that finds it asleep wakes it up.
final class TransferLoop: Sendable {
    private struct Ending {
        var isOver = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let queue = TransferQueue()
    private let doorbell: Doorbell
    private let isStopping = Atomic(false)
    private let ending = Mutex(Ending())

    /// Starts the thread.
    init(configuration: CurlUpstreamClient.Configuration) throws(DispatchError) {
        guard let doorbell = Doorbell() else {
            throw DispatchError(.outOfResources, upstream: "", reason: "no pipe to wake the thread of libcurl")
        }
        self.doorbell = doorbell
        let multi: MultiHandle
        do throws(CurlFailure) {
            multi = try MultiHandle(
                maxIdleConnections: configuration.maxIdleConnections, doorbell: doorbell.descriptor)
        } catch {
            throw DispatchError(
                .outOfResources, upstream: "", reason: "libcurl did not start: \(error.text)",
                curlCode: error.number)
        }
        let usesProxy = EnvironmentProxy.isSet
        let started = startThread { [self] in
            TransferDriver(loop: self, multi: multi, configuration: configuration, usesProxy: usesProxy).run()
        }
        guard started else {
            multi.close()
            throw DispatchError(.outOfResources, upstream: "", reason: "no thread for libcurl")
        }
    }

    // MARK: From anywhere

    /// Asks the thread to look after a transfer.
    ///
    /// After the end a start fails at once and everything else has nothing left to act upon.
    func post(_ errand: Transfer.Errands, for transfer: Transfer) {
        // Who was asked before and has not looked yet will see this errand too.
        guard transfer.add(errand) else { return }
        switch queue.put(transfer) {
        case .queued: break
        case .foundAsleep: doorbell.ring()
        case .closed: refuse(transfer)
        }
    }

    /// Asks the thread to end; running transfers fail.
    func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        if queue.interruptSleep() { doorbell.ring() }
    }

    /// Returns when the thread has let go of everything.
    func end() async {
        await withCheckedContinuation { continuation in
            let isOver = ending.withLock { ending in
                if !ending.isOver { ending.waiters.append(continuation) }
                return ending.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    private func refuse(_ transfer: Transfer) {
        guard transfer.takeErrands().contains(.start) else { return }
        transfer.finish(.failed(.shutDown(upstream: transfer.request.upstream)))
        transfer.flush()
    }

    // MARK: From the thread

    /// Moves all transfers that somebody has an errand for into `transfers`; false if the thread is to end.
    func take(into transfers: inout [Transfer]) -> Bool {
        queue.take(into: &transfers)
        return !isStopping.load(ordering: .relaxed)
    }

    /// Announces that the thread is about to wait; false if there is something to do first.
    func prepareToWait() -> Bool {
        guard queue.prepareToSleep() else { return false }
        // Whoever stops either sees the thread asleep or was seen here.
        guard isStopping.load(ordering: .sequentiallyConsistent) else { return true }
        _ = queue.interruptSleep()
        return false
    }

    /// The doorbell has rung and was heard.
    func silence() { doorbell.silence() }

    /// The thread's last word: refuses all further errands.
    func close() {
        var late: [Transfer] = []
        queue.close(into: &late)
        doorbell.hangUp()
        for transfer in late { refuse(transfer) }
        let waiters = ending.withLock { ending in
            ending.isOver = true
            defer { ending.waiters = [] }
            return ending.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
