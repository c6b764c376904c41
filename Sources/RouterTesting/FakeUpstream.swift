import Dispatch
import Foundation
import Synchronization

/// An HTTP/1.1 server on a free port of 127.0.0.1 that answers as it is told: whole replies, streams, and everything that
/// goes wrong with them.
///
/// ```swift
/// let upstream = try FakeUpstream { request in
///     request.path == "/v1/models" ? .reply(404) : .chatCompletion(content: "Hello")
/// }
/// // … send something to upstream.url("/v1/chat/completions") …
/// #expect(upstream.requests[0].header("authorization") == "Bearer key")
/// upstream.stop()
/// ```
///
/// Every connection has a thread of its own, so a script may block. Nothing sleeps: a test holds a script back with a
/// ``Gate`` and waits for what happened with ``until(_:)``.
package final class FakeUpstream: Sendable {
    /// What happened so far.
    package struct Counters: Sendable {
        /// Requests that were read to their end.
        package var requests = 0
        /// Connections that were accepted.
        package var acceptedConnections = 0
        /// Connections that are open.
        package var openConnections = 0
        /// Connections that the client closed, or that broke.
        package var connectionsClosedByPeer = 0
        /// Bytes that the system took over for sending.
        package var bytesSent = 0
        /// Steps that could send nothing for a quarter of a second, because the client does not read.
        package var stalledSends = 0
    }

    /// The free port that was found.
    package let port: UInt16
    private let core: FakeUpstreamCore

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - breaksKeptConnections: whether a connection breaks under its second request, before the body is read; such a
    ///     request is not recorded.
    ///   - respond: answers one request; called on the connection's own thread.
    /// - Throws: ``FakeUpstreamError`` if the system gives no socket.
    package init(
        breaksKeptConnections: Bool = false, respond: @escaping @Sendable (RecordedRequest) -> ScriptedReply
    ) throws {
        let listener = try FakeUpstreamListener()
        port = listener.port
        core = FakeUpstreamCore(breaksKeptConnections: breaksKeptConnections, respond: respond)
        core.run(listener)
    }

    /// Answers every request in the same way.
    package convenience init(always reply: ScriptedReply) throws { try self.init { _ in reply } }

    deinit { core.stop() }

    /// The address of a path, which begins with a slash.
    package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// The requests so far, in the order in which they were complete.
    package var requests: [RecordedRequest] { core.state.withLock { $0.requests } }

    /// What happened so far.
    package var counters: Counters { core.state.withLock { $0.counters } }

    /// Returns as soon as `condition` holds, when the server stops, or when the task is cancelled, as by a time limit.
    package func until(_ condition: @escaping @Sendable (Counters) -> Bool) async {
        let number = core.state.withLock { state in
            state.watcherCount += 1
            return state.watcherCount
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let watcher = FakeUpstreamCore.Watcher(condition: condition, continuation: continuation)
                core.update { $0.watchers[number] = watcher }
                if Task.isCancelled { core.stopWatching(number) }
            }
        } onCancel: {
            core.stopWatching(number)
        }
    }

    /// Closes everything and waits for the threads; scripts that hang or wait for a gate go on and find a closed socket.
    package func stop() {
        core.stop()
        core.threads.wait()
    }
}

/// What the threads of one server share.
final class FakeUpstreamCore: Sendable {
    struct Watcher {
        let condition: @Sendable (FakeUpstream.Counters) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    struct State {
        var counters = FakeUpstream.Counters()
        var requests: [RecordedRequest] = []
        var watchers: [Int: Watcher] = [:]
        var watcherCount = 0
        var connections: Set<FakeUpstreamSocket> = []
        var waitingGates: [Gate] = []
        var listener: FakeUpstreamListener?
        var isStopped = false
    }

    let state = Mutex(State())
    let threads = DispatchGroup()
    let breaksKeptConnections: Bool
    let respond: @Sendable (RecordedRequest) -> ScriptedReply

    init(breaksKeptConnections: Bool, respond: @escaping @Sendable (RecordedRequest) -> ScriptedReply) {
        self.breaksKeptConnections = breaksKeptConnections
        self.respond = respond
    }

    /// Changes the state and wakes whoever waited for that.
    func update<Value: Sendable>(_ change: @Sendable (inout State) -> Value) -> Value {
        let (value, woken) = state.withLock { state in
            let value = change(&state)
            let (isStopped, counters) = (state.isStopped, state.counters)
            let woken = state.watchers.filter { isStopped || $0.value.condition(counters) }
            for number in woken.keys { state.watchers[number] = nil }
            return (value, woken)
        }
        for watcher in woken.values { watcher.continuation.resume() }
        return value
    }

    /// Wakes a watcher, if it still waits, without its condition.
    func stopWatching(_ number: Int) {
        let watcher = state.withLock { $0.watchers.removeValue(forKey: number) }
        watcher?.continuation.resume()
    }

    /// Accepts connections on a thread of its own.
    func run(_ listener: FakeUpstreamListener) {
        state.withLock { $0.listener = listener }
        startThread { [self] in
            var number = 0
            while let socket = listener.accept(number: number) {
                number += 1
                let isWelcome = update { state in
                    guard !state.isStopped else { return false }
                    state.counters.acceptedConnections += 1
                    state.counters.openConnections += 1
                    state.connections.insert(socket)
                    return true
                }
                guard isWelcome else { return socket.close() }
                startThread { [self] in
                    FakeUpstreamConnection(socket: socket, core: self).serve()
                }
            }
            state.withLock { $0.listener = nil }
            listener.close()
        }
    }

    func stop() {
        let gates = update { state in
            state.isStopped = true
            state.listener?.wake()
            state.listener = nil
            for connection in state.connections { connection.shutDown() }
            return state.waitingGates
        }
        for gate in gates { gate.open() }
    }

    private func startThread(_ body: @escaping @Sendable () -> Void) {
        threads.enter()
        Thread.detachNewThread { [threads] in
            body()
            threads.leave()
        }
    }
}
