import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Synchronization

/// Sits on one connection: notices a client that leaves, and lets one go on that waits for leave to send its body.
///
/// Hummingbird keeps connections open whose client has closed its side, and so notices only when a write fails; a call of an
/// upstream that has not answered yet would go on for nobody.
final class ConnectionWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    private struct State {
        var hasLeft = false
        /// What to do when the client leaves; at most one, as a connection answers one request at a time.
        var onLeave: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let maxBodyBytes: Int

    init(maxBodyBytes: Int) { self.maxBodyBytes = maxBodyBytes }

    func handlerAdded(context: ChannelHandlerContext) {
        // Without it the small writes of a stream wait for the client's acknowledgement, 40 ms on Linux. A connection that is
        // gone already refuses the option; nothing is lost.
        _ = context.channel.setOption(.tcpOption(.tcp_nodelay), value: 1)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data), head.headerFields[.expect]?.lowercased() == "100-continue",
            head.headerFields[.contentLength].flatMap(Int.init) ?? 0 <= maxBodyBytes
        {
            // RFC 9110, section 10.1.1. A connection that is gone already refuses it; nothing is lost.
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        context.fireChannelRead(data)
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
        let action = state.withLock { state in
            state.hasLeft = true
            defer { state.onLeave = nil }
            return state.onLeave
        }
        action?()
    }

    /// Runs work for the client and cancels it if the client leaves.
    func run<Value: Sendable>(_ work: @Sendable @escaping () async throws -> Value) async throws -> Value {
        // Unstructured, because the client's leaving has to reach it from the event loop; this function waits for it.
        let task = Task { try await work() }
        let hasLeft = state.withLock { state in
            state.onLeave = { task.cancel() }
            return state.hasLeft
        }
        if hasLeft { task.cancel() }
        defer { state.withLock { $0.onLeave = nil } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
