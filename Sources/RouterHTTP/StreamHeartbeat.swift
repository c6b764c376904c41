import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Writes a comment into a stream that has been idle for a while, so that no proxy and no client takes it for dead.
///
/// `@unchecked Sendable`: used on the event loop of its connection only.
final class StreamHeartbeat: @unchecked Sendable {
    private static let comment = ByteBuffer(string: ": keep-alive\n\n")

    private let interval: TimeAmount?
    private var lastWrite = NIODeadline.distantPast
    private var timer: RepeatedTask?

    init(interval: TimeAmount?) { self.interval = interval }

    /// The head of a reply goes out.
    func began(_ head: HTTPResponse, _ context: ChannelHandlerContext) {
        guard let interval, head.headerFields[.contentType]?.hasPrefix("text/event-stream") == true else { return }
        ended()
        lastWrite = context.eventLoop.now
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            let (heartbeat, context) = loopBound.value
            guard context.eventLoop.now - heartbeat.lastWrite >= interval, context.channel.isWritable else { return }
            context.writeAndFlush(NIOAny(HTTPResponsePart.body(Self.comment)), promise: nil)
        }
    }

    /// A piece of the body goes out.
    func wrote() {
        if timer != nil { lastWrite = .now() }
    }

    /// The reply is over.
    func ended() {
        timer?.cancel()
        timer = nil
    }
}
