import HTTPTypes
import RouterSockets

/// One request that is being answered, and the way to its client.
///
/// `@unchecked Sendable`: used on the thread of its connection only, which is where the work that gets it runs.
package final class HTTPExchange: @unchecked Sendable {
    private let connection: HTTPConnection
    private let head: RequestHead
    private var task: Task<Void, Never>?
    private var isOver = false
    /// Whether the head of the reply has been written.
    package private(set) var hasBegun = false
    private var ending = ReplyHeadWriter.Ending.none
    /// When to do something because the reply has not begun.
    private var patience: (until: LoopInstant, action: () -> Void)?
    /// When a stream has been idle for too long.
    private var nextHeartbeat = LoopInstant.never

    private static let comment = Array(": keep-alive\n\n".utf8)

    init(_ head: RequestHead, on connection: HTTPConnection) {
        self.head = head
        self.connection = connection
    }

    /// Does something if the reply has not begun after a time, on the connection's thread.
    package func onLateReply(after patience: Duration, _ action: @escaping () -> Void) {
        let until = connection.loop.now.advanced(byNanoseconds: patience.wholeNanoseconds)
        self.patience = (until, action)
        connection.noteDeadline(until)
    }

    /// Writes the head of a reply whose body is a stream of events.
    package func begin(status: Int, _ fields: ReplyFields) {
        precondition(!hasBegun, "a reply has one head")
        guard !isOver else { return }
        ending = head.method == .head ? .none : head.isVersion11 ? .chunked : .close
        writeHead(status: status, fields)
        noteWrite()
    }

    /// Writes a piece of a stream; waits while the client is too slow for what was written before.
    ///
    /// - Throws: `CancellationError` if the client has gone.
    package func write(_ bytes: [UInt8]) async throws {
        guard !isOver, !connection.hasLeft else { throw CancellationError() }
        guard !bytes.isEmpty else { return }
        append(bytes)
        if connection.isCongested { try await connection.drained() }
    }

    private func append(_ bytes: [UInt8]) {
        switch ending {
        case .chunked: connection.write { $0.append(chunk: bytes) }
        case .close, .length: connection.write { $0 += bytes }
        case .none: break
        }
        noteWrite()
    }

    // MARK: The connection's side

    /// Lets work answer; returns at once where it has to wait for something.
    func run(_ work: @escaping @Sendable () async throws -> HTTPReply) {
        let loop = connection.loop
        let operation: @Sendable () async -> Void = { [self] in
            do { try await deliver(try await work()) } catch { cutOff() }
        }
        // On this thread already: whatever needs no waiting is done when the call returns.
        if #available(macOS 26, *) {
            task = Task.immediate(executorPreference: loop, operation: operation)
        } else {
            task = Task(executorPreference: loop, operation: operation)
        }
        if isOver { task = nil }
        if connection.hasLeft { clientLeft() }
    }

    /// Answers without work.
    func answer(_ reply: HTTPReply) {
        guard case .whole(let bytes) = reply.body else { preconditionFailure("a stream takes work") }
        whole(reply, bytes)
    }

    /// The client has gone: nobody waits for the rest.
    func clientLeft() { task?.cancel() }

    /// When ``checkTime(_:)`` has something to do.
    var deadline: LoopInstant { hasBegun ? nextHeartbeat : patience?.until ?? .never }

    /// Does what is due.
    func checkTime(_ now: LoopInstant) {
        if !hasBegun, let patience, patience.until <= now {
            self.patience = nil
            patience.action()
        } else if hasBegun, nextHeartbeat <= now {
            // A client that does not read what there is gets no comments on top of it.
            if connection.isWritten { append(Self.comment) } else { noteWrite() }
        }
    }

    private func noteWrite() {
        nextHeartbeat = connection.loop.now.advanced(byNanoseconds: connection.heartbeatNanoseconds)
        connection.noteDeadline(nextHeartbeat)
    }

    private func deliver(_ reply: HTTPReply) async throws {
        switch reply.body {
        case .whole(let bytes):
            // A stream that has begun cannot become another reply.
            if hasBegun { cutOff() } else { whole(reply, bytes) }
        case .stream(let work):
            if !hasBegun { begin(status: reply.status, reply.fields) }
            if head.method != .head { try await work(self) }
            finish()
        }
    }

    private func whole(_ reply: HTTPReply, _ bytes: [UInt8]) {
        guard !isOver else { return }
        // RFC 9110, section 8.6: a reply without content has no length either.
        let hasContent = reply.status >= 200 && reply.status != 204 && reply.status != 304
        ending = hasContent ? .length(bytes.count) : .none
        writeHead(status: reply.status, reply.fields)
        if hasContent, head.method != .head { connection.write { $0 += bytes } }
        end(isWhole: true)
    }

    private func writeHead(status: Int, _ fields: ReplyFields) {
        hasBegun = true
        if case .close = ending { connection.closesAfterReply = true }
        if !head.keepsAlive || connection.isLast { connection.closesAfterReply = true }
        let closes = connection.closesAfterReply
        connection.writeHead(
            status: status, fields, ending, connection: closes ? "close" : head.isVersion11 ? nil : "keep-alive")
    }

    private func finish() {
        guard !isOver else { return }
        if case .chunked = ending { connection.write { $0.append("0\r\n\r\n") } }
        end(isWhole: true)
    }

    /// The reply cannot be completed.
    private func cutOff() {
        guard !isOver else { return }
        end(isWhole: false)
    }

    private func end(isWhole: Bool) {
        isOver = true
        nextHeartbeat = .never
        patience = nil
        task = nil
        connection.exchangeEnded(isWhole: isWhole)
    }
}
