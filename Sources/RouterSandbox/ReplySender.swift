import HTTPTypes
import Hummingbird
import NIOCore
import RouterHTTP

/// Sends a simulated reply over its connection, keeping its waits.
///
/// From graceful shutdown on nothing waits any more: streams are sent to their end at once, silent requests are closed.
struct ReplySender: Sendable {
    /// The connection is to be closed before the body is complete.
    private struct BrokenOff: Error {}

    let reply: SimulatedReply
    let connection: ConnectionContext
    /// Called at most once, when the client has left before the end.
    let onClientLeft: @Sendable () -> Void

    /// The most bytes that are collected before they are written.
    private static let writeBytes = 16 << 10

    /// Waits for the time of the head and makes the answer.
    func response() async throws -> Response {
        if reply.ending == .neverAnswered {
            if try await connection.watch().wait(until: nil) == .clientLeft { onClientLeft() }
            return closing()
        }
        var start = ContinuousClock.now
        if reply.delay > .zero {
            start += reply.delay
            guard try await connection.watch().wait(until: start) != .clientLeft else {
                onClientLeft()
                return closing()
            }
        }
        var headers: HTTPFields = [.contentType: reply.contentType]
        if reply.contentLength == nil { headers[.cacheControl] = "no-cache" }
        if let seconds = reply.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
        return Response(status: .init(code: reply.status), headers: headers, body: body(start: start))
    }

    private func body(start: ContinuousClock.Instant) -> ResponseBody {
        ResponseBody(contentLength: reply.contentLength) { writer in
            do {
                try await write(to: &writer, start: start)
            } catch let error as BrokenOff {
                throw error
            } catch {
                onClientLeft()
                throw error
            }
            // Throwing makes Hummingbird close the connection, which is what the behaviour wants.
            guard reply.ending == .complete else { throw BrokenOff() }
            try await writer.finish(nil)
        }
    }

    private func write(to writer: inout any ResponseBodyWriter, start: ContinuousClock.Instant) async throws {
        var due = start
        var pending = ByteBuffer()
        for event in reply.events {
            if event.delay > .zero {
                due += event.delay
                if due > .now {
                    try await flush(&pending, to: &writer)
                    guard try await connection.watch().wait(until: due) != .clientLeft else {
                        throw ChannelError.inputClosed
                    }
                }
            }
            pending.writeBytes(event.bytes)
            if reply.writesEventsApart || pending.readableBytes >= Self.writeBytes {
                try await flush(&pending, to: &writer)
            }
        }
        try await flush(&pending, to: &writer)
    }

    private func flush(_ pending: inout ByteBuffer, to writer: inout any ResponseBodyWriter) async throws {
        guard pending.readableBytes > 0 else { return }
        try await writer.write(pending)
        pending = ByteBuffer()
    }

    /// Closes the connection; what is returned is never sent.
    private func closing() -> Response {
        connection.channel.close(promise: nil)
        return Response(status: .serviceUnavailable)
    }
}
