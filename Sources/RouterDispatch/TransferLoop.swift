import RouterCore
import RouterSockets
import Synchronization

/// The way to the libcurl of one loop: errands go in from anywhere, nothing of libcurl comes out.
///
/// `@unchecked Sendable`: ``driver`` is touched on the loop's thread only.
final class TransferLoop: @unchecked Sendable {
    /// The loop on whose thread libcurl runs.
    let loop: SocketLoop
    private let isStopping = Atomic(false)
    /// `nil` once everything has ended.
    private var driver: TransferDriver?

    /// Makes a multi handle and lets the loop drive it.
    init(configuration: CurlUpstreamClient.Configuration, on loop: SocketLoop) throws(DispatchError) {
        self.loop = loop
        let multi: MultiHandle
        do throws(CurlFailure) {
            multi = try MultiHandle(maxIdleConnections: configuration.maxIdleConnections, loop: loop)
        } catch {
            throw DispatchError(
                .outOfResources, upstream: "", reason: "libcurl did not start: \(error.text)",
                curlCode: error.number)
        }
        let driver = TransferDriver(multi: multi, configuration: configuration, usesProxy: EnvironmentProxy.isSet)
        self.driver = driver
        driver.onEnd = { [unowned self, unowned loop, unowned driver] in
            self.driver = nil
            loop.remove(driver)
        }
        // From here on it belongs to the thread.
        nonisolated(unsafe) let member = driver
        loop.execute { [unowned loop] in loop.add(member) }
    }

    /// Asks the loop to look after a transfer.
    ///
    /// After the end a start fails at once and everything else has nothing left to act upon.
    func post(_ errand: Transfer.Errands, for transfer: Transfer) {
        // Who was asked before and has not looked yet will see this errand too.
        guard transfer.add(errand) else { return }
        if loop.isCurrent {
            take(transfer)
        } else if !loop.execute({ [self] in take(transfer) }) {
            refuse(transfer)
        }
    }

    /// Fails running transfers and closes all connections.
    func stop() {
        guard !isStopping.exchange(true, ordering: .relaxed) else { return }
        loop.execute { [self] in driver?.loopEnds() }
    }

    /// Returns when libcurl has let go of everything.
    func end() async {
        await withCheckedContinuation { continuation in
            // Behind the action of ``stop()``.
            if !loop.execute({ continuation.resume() }) { continuation.resume() }
        }
    }

    private func take(_ transfer: Transfer) {
        if let driver { driver.called.append(transfer) } else { refuse(transfer) }
    }

    private func refuse(_ transfer: Transfer) {
        guard transfer.takeErrands().contains(.start) else { return }
        transfer.finish(.failed(.shutDown(upstream: transfer.request.upstream)))
        transfer.flush()
    }
}
