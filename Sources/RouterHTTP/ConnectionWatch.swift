import HTTPTypes
package import NIOCore
package import NIOHTTPTypes
import ServiceLifecycle
import Synchronization

/// Sits on one connection: notices a client that leaves, and lets one go on that waits for leave to send its body.
///
/// Hummingbird keeps connections open whose client has closed its side, and so notices only when a write fails; a reply
/// that waits, or a call on behalf of the client, would go on for nobody.
package final class ConnectionWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    /// Parts of requests, as Hummingbird reads them.
    package typealias InboundIn = HTTPRequestPart
    /// Parts of replies.
    package typealias OutboundOut = HTTPResponsePart

    /// Why a wait ended.
    package enum WaitEnd: Sendable, Hashable {
        /// The time has passed.
        case elapsed
        /// The client has closed the connection or its side of it.
        case clientLeft
        /// The server is shutting down.
        case shuttingDown
    }

    private struct State {
        var hasLeft = false
        /// What to do when the client leaves; at most one, as a connection answers one request at a time.
        var onLeave: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let maxBodyBytes: Int

    /// Makes a watch for one connection.
    ///
    /// - Parameter maxBodyBytes: the largest announced body that a client is told to send.
    package init(maxBodyBytes: Int) { self.maxBodyBytes = maxBodyBytes }

    /// Switches Nagle's algorithm off.
    package func handlerAdded(context: ChannelHandlerContext) {
        // Without it the small writes of a stream wait for the client's acknowledgement, 40 ms on Linux. A connection that
        // is gone already refuses the option; nothing is lost.
        _ = context.channel.setOption(.tcpOption(.tcp_nodelay), value: 1)
    }

    /// Answers `Expect: 100-continue` (RFC 9110, section 10.1.1) and passes everything on.
    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data), head.headerFields[.expect]?.lowercased() == "100-continue",
            head.headerFields[.contentLength].flatMap(Int.init) ?? 0 <= maxBodyBytes
        {
            // A connection that is gone already refuses it; nothing is lost.
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        context.fireChannelRead(data)
    }

    /// Notices a client that has closed its side.
    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent { clientLeft() }
        context.fireUserInboundEventTriggered(event)
    }

    /// Notices a connection that has ended.
    package func channelInactive(context: ChannelHandlerContext) {
        clientLeft()
        context.fireChannelInactive()
    }

    private func clientLeft() {
        let action = state.withLock { state in
            state.hasLeft = true
            defer { state.onLeave = nil }
            return state.onLeave
        }
        action?()
    }

    /// Sets what to do when the client leaves; does it at once if it has left.
    private func whenClientLeaves(_ action: @escaping @Sendable () -> Void) {
        let hasLeft = state.withLock { state in
            if !state.hasLeft { state.onLeave = action }
            return state.hasLeft
        }
        if hasLeft { action() }
    }

    /// Waits until a point in time, or without end, unless the client leaves or the server shuts down before.
    ///
    /// - Parameter deadline: when to go on; `nil` = never.
    /// - Returns: why the wait ended.
    package func wait(until deadline: ContinuousClock.Instant?) async -> WaitEnd {
        await withTaskGroup(of: WaitEnd.self) { group in
            if let deadline {
                group.addTask {
                    // Cancelled only when another task has won already.
                    try? await Task.sleep(until: deadline, clock: .continuous)
                    return .elapsed
                }
            }
            group.addTask {
                let (stream, continuation) = AsyncStream<Never>.makeStream()
                self.whenClientLeaves { continuation.finish() }
                for await _ in stream {}
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
}
