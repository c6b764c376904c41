import RouterCore
import Synchronization

/// The way to the one thread that runs libcurl: commands go in from anywhere, nothing of libcurl comes out.
///
/// Commands are collected while the thread works; only the first one that finds it asleep wakes it up.
final class TransferLoop: Sendable {
    /// What a consumer asks of the loop.
    enum Command: Sendable {
        case start(Transfer)
        /// The consumer has drained what was waiting: read on.
        case resume(Transfer)
        /// Nobody wants the rest.
        case end(Transfer)
    }

    private enum Life { case running, stopping, over }

    private struct State {
        var commands: [Command] = []
        var isAsleep = false
        var life = Life.running
        var endWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let multi: MultiHandle

    /// Starts the thread.
    init(configuration: CurlUpstreamClient.Configuration) throws(DispatchError) {
        do throws(CurlFailure) {
            multi = try MultiHandle(maxIdleConnections: configuration.maxIdleConnections)
        } catch {
            throw DispatchError(
                .outOfResources, upstream: "", reason: "libcurl did not start: \(error.text)",
                curlCode: error.number)
        }
        let started = startThread { [self] in
            TransferDriver(loop: self, multi: multi, configuration: configuration).run()
        }
        guard started else {
            multi.close()
            throw DispatchError(.outOfResources, upstream: "", reason: "no thread for libcurl")
        }
    }

    // MARK: From anywhere

    /// Hands a command to the thread.
    ///
    /// After the end a start fails at once and everything else has nothing left to act upon.
    func post(_ command: Command) {
        let isAccepted = state.withLock { state in
            guard state.life != .over else { return false }
            state.commands.append(command)
            wakeIfAsleep(&state)
            return true
        }
        guard !isAccepted, case .start(let transfer) = command else { return }
        transfer.finish(.failed(.shutDown(upstream: transfer.request.upstream)))
        transfer.flush()
    }

    /// Asks the thread to end; running transfers fail.
    func stop() {
        state.withLock { state in
            guard state.life == .running else { return }
            state.life = .stopping
            wakeIfAsleep(&state)
        }
    }

    /// Returns when the thread has let go of everything.
    func end() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.life != .over { state.endWaiters.append(continuation) }
                return state.life == .over
            }
            if isOver { continuation.resume() }
        }
    }

    /// Under the lock, so that the multi handle cannot be closed in between.
    private func wakeIfAsleep(_ state: inout State) {
        guard state.isAsleep else { return }
        state.isAsleep = false
        multi.wakeUp()
    }

    // MARK: From the thread

    /// Moves all commands into `commands`, which is empty; false if the thread is to end.
    func take(into commands: inout [Command]) -> Bool {
        state.withLock { state in
            state.isAsleep = false
            swap(&state.commands, &commands)
            return state.life == .running
        }
    }

    /// Announces that the thread is about to wait; false if there is something to do first.
    func prepareToWait() -> Bool {
        state.withLock { state in
            state.isAsleep = state.commands.isEmpty && state.life == .running
            return state.isAsleep
        }
    }

    /// The thread's last word: closes the multi handle and refuses all further commands.
    ///
    /// - Returns: commands that came too late.
    func close() -> [Command] {
        let (commands, waiters) = state.withLock { state in
            state.life = .over
            state.isAsleep = false
            multi.close()
            defer {
                state.commands = []
                state.endWaiters = []
            }
            return (state.commands, state.endWaiters)
        }
        for waiter in waiters { waiter.resume() }
        return commands
    }
}
