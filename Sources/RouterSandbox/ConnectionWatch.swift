import NIOCore
import ServiceLifecycle
import Synchronization

/// Sits on one connection and lets a reply wait there: for time to pass, for its client to leave, for shutdown.
///
/// Hummingbird keeps connections open whose client has closed its side, and so notices a client that has left only when
/// a write fails; a reply that waits would not notice at all.
final class ConnectionWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = NIOAny

    /// Why a wait ended.
    enum WaitEnd: Sendable, Hashable {
        /// The time has passed.
        case elapsed
        /// The client has closed the connection or its side of it.
        case clientLeft
        /// The server is shutting down.
        case shuttingDown
    }

    private struct State {
        var hasLeft = false
        /// Who waits; at most one, as a connection answers one request at a time.
        var waiter: AsyncStream<Never>.Continuation?
    }

    private let state = Mutex(State())

    func handlerAdded(context: ChannelHandlerContext) {
        // Without it the small writes of a stream wait for the client's acknowledgement, 40 ms on Linux.
        _ = context.channel.setOption(.tcpOption(.tcp_nodelay), value: 1)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent { clientLeft() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        clientLeft()
        context.fireChannelInactive()
    }

    private func clientLeft() {
        let waiter = state.withLock { state in
            state.hasLeft = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.finish()
    }

    /// Waits until a point in time, or without end, unless the client leaves or the server shuts down before.
    ///
    /// - Parameter deadline: when to go on; `nil` = never.
    /// - Returns: why the wait ended.
    func wait(until deadline: ContinuousClock.Instant?) async -> WaitEnd {
        await withTaskGroup(of: WaitEnd.self) { group in
            if let deadline {
                group.addTask {
                    // Cancelled only when another task has won already.
                    try? await Task.sleep(until: deadline, clock: .continuous)
                    return .elapsed
                }
            }
            group.addTask {
                await self.untilClientLeaves()
                return .clientLeft
            }
            group.addTask {
                try? await gracefulShutdown()
                return .shuttingDown
            }
            let end = await group.next() ?? .clientLeft
            group.cancelAll()
            return end
        }
    }

    private func untilClientLeaves() async {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        let hasLeft = state.withLock { state in
            if !state.hasLeft { state.waiter = continuation }
            return state.hasLeft
        }
        guard !hasLeft else { return }
        for await _ in stream {}
    }
}
