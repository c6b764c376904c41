import NIOCore

/// Switches Nagle's algorithm off on a connection: without it the small writes of a stream wait for the client's
/// acknowledgement, 40 ms on Linux.
final class NoDelayHandler: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = NIOAny

    func handlerAdded(context: ChannelHandlerContext) {
        // A connection that is gone already refuses the option; nothing is lost.
        _ = context.channel.setOption(.tcpOption(.tcp_nodelay), value: 1)
    }
}
