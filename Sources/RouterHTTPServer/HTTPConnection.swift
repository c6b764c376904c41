import RouterSockets

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// One connection of a client: reads its requests one after another and writes the replies in their order.
///
/// Lives on its loop's thread.
final class HTTPConnection: SocketWatcher {
    private enum Phase {
        /// Between two requests, or within a head.
        case head
        /// Within a body that is answered, or only read to find its end.
        case body(RequestBodyReader)
        /// The request was read and is being answered.
        case answering
        /// The last reply was written: what the client still sends is not read for its sake.
        case lingering
        case closed
    }

    /// Where the connection stands among those of its loop.
    var index = 0
    /// Whether the connection ends with the reply that is being written.
    var closesAfterReply = false
    /// Whether the client has closed the connection or its side of it.
    private(set) var hasLeft = false

    private let connections: LoopConnections
    private let descriptor: Int32
    private var phase = Phase.head
    /// What was received and not yet read.
    private var input = IncomingBytes()
    /// How many bytes of ``input`` are known to be the beginning of a head.
    private var knownBytes = 0
    private var output = OutgoingBytes()
    private var isFlushNoted = false
    private var asked: SocketEvents = []
    private var exchange: HTTPExchange?
    /// What the body that is being read is for; `nil` = its request is answered.
    private var work: (head: RequestHead, run: @Sendable (RequestBody, HTTPExchange) async throws -> HTTPReply)?
    private var pace: ClientPace
    private var isReading = false
    private var drainWaiter: CheckedContinuation<Void, any Error>?

    /// Bytes that wait for a slow client from which on a stream is held up, and no further request is read.
    private static let highWater = 64 << 10
    /// Bytes of later requests from which on nothing more is received until the running one is answered.
    private static let maxInputAhead = 256 << 10
    /// How long a client may take to close its side after the last reply.
    private static let lingerNanoseconds: Int64 = 1_000_000_000

    init(_ descriptor: Int32, _ connections: LoopConnections) {
        self.descriptor = descriptor
        self.connections = connections
        pace = ClientPace(connections.loop.now, timeoutNanoseconds: connections.timeoutNanoseconds)
    }

    /// Begins to receive.
    func start() {
        ask(for: .read)
        noteDeadline(deadline)
    }

    var loop: SocketLoop { connections.loop }
    var heartbeatNanoseconds: Int64 { connections.heartbeatNanoseconds }

    /// Whether the server ends, and the connection with what is being answered.
    var isLast: Bool { connections.isQuiescing }
    /// Whether everything written has been sent.
    var isWritten: Bool { output.isEmpty }
    /// Whether more waits to be sent than should.
    var isCongested: Bool { output.count > Self.highWater }

    /// Ends the connection unless it is being used; then it ends with its use.
    func quiesce() {
        guard exchange == nil else { return }
        switch phase {
        case .head, .lingering: if output.isEmpty { close() } else { noteFlush() }
        case .body, .answering, .closed: break
        }
    }

    // MARK: Receiving

    func isReady(_ descriptor: Int32, _ events: SocketEvents) {
        if events.contains(.write) { flush() }
        guard events.contains(.read) else {
            // Nothing was asked for, so the only news is that the connection is gone.
            if events.contains(.broken) { close() }
            return
        }
        receive()
    }

    private func receive() {
        let count = connections.receive(from: descriptor, into: &input)
        if count > 0 {
            switch phase {
            case .lingering: input.removeAll()
            case .closed: return
            default: readOn()
            }
        } else if count == 0 {
            inputEnded()
        } else if errno != EAGAIN, errno != EWOULDBLOCK, errno != EINTR {
            close()
        }
        adjustReading()
    }

    private func inputEnded() {
        hasLeft = true
        exchange?.clientLeft()
        if exchange == nil {
            if output.isEmpty || work != nil { close() } else { noteFlush() }
        }
        if let waiter = drainWaiter {
            drainWaiter = nil
            waiter.resume(throwing: CancellationError())
        }
    }

    /// Reads requests as far as they have come and no other is being answered.
    private func readOn() {
        guard !isReading else { return }
        isReading = true
        defer { isReading = false }
        while true {
            switch phase {
            case .head: guard readHead() else { return }
            case .body: guard readBody() else { return }
            case .answering, .lingering, .closed: return
            }
        }
    }

    /// False if the head is not complete.
    private func readHead() -> Bool {
        // Who asks and takes no replies would fill the memory with them.
        guard !input.isEmpty, !isCongested else { return false }
        switch input.withBytes({ connections.parser.parse($0, known: knownBytes) }) {
        case .incomplete:
            knownBytes = input.count
            return false
        case .malformed:
            refuse()
            return false
        case .complete(let head, let byteCount):
            drop(byteCount)
            begin(head)
            return true
        }
    }

    private func begin(_ head: RequestHead) {
        pace.noteTurn(loop.now)
        switch connections.responder.admit(head) {
        case .body(let work):
            self.work = (head, work)
            let reader = RequestBodyReader(head.framing, limit: connections.configuration.maxBodyBytes)
            if reader.isTooLong, head.expectsContinue { closesAfterReply = true }
            guard !reader.isTooLong, !reader.isDone else { return answer(reader) }
            phase = .body(reader)
            if head.expectsContinue, input.isEmpty { write { $0.append("HTTP/1.1 100 Continue\r\n\r\n") } }
        case .reply(let reply):
            // A client that waits for leave sends its body or does not: what comes next could be either.
            if head.expectsContinue, head.framing != .length(0) { closesAfterReply = true }
            phase = .body(RequestBodyReader(head.framing, limit: 0))
            let exchange = HTTPExchange(head, on: self)
            self.exchange = exchange
            connections.exchangeBegan()
            exchange.answer(reply)
        }
    }

    /// False if the body is not complete.
    private func readBody() -> Bool {
        guard case .body(var reader) = phase else { return false }
        // The reader is moved, not copied: what it holds can be large.
        phase = .answering
        var used = 0
        let result = input.withBytes { reader.read($0, used: &used) }
        // The rest of what is refused gets no more time.
        if work != nil { pace.noteBody(used, loop.now) }
        drop(used)
        if case .malformed = result {
            phase = .body(reader)
            refuse()
            return false
        }
        if work != nil, reader.isDone || reader.isTooLong {
            answer(reader)
            return true
        }
        guard reader.isDone else {
            phase = .body(reader)
            return false
        }
        // Where the reply is still being written, its end goes on from here.
        guard exchange == nil else { return false }
        return endRequest()
    }

    /// Request and reply are complete; false if the connection ends with them.
    private func endRequest() -> Bool {
        let ends = closesAfterReply || connections.isQuiescing
        phase = ends ? .lingering : .head
        noteDeadline(deadline)
        noteFlush()
        return !ends
    }

    /// Lets the request be answered; what is left of its body is read after that.
    private func answer(_ reader: RequestBodyReader) {
        guard let work else { return }
        self.work = nil
        phase = reader.isDone ? .answering : .body(reader.withoutBytes)
        let body = reader.body
        let exchange = HTTPExchange(work.head, on: self)
        self.exchange = exchange
        connections.exchangeBegan()
        exchange.run { try await work.run(body, exchange) }
    }

    private func drop(_ count: Int) {
        knownBytes = 0
        input.drop(count)
    }

    /// Answers what is no request, and ends.
    private func refuse() {
        input.removeAll()
        guard exchange == nil else { return close() }
        work = nil
        writeHead(status: 400, ReplyFields(), .length(0), connection: "close")
        linger()
    }

    // MARK: Replies

    /// The running exchange has come to its end.
    func exchangeEnded(isWhole: Bool) {
        guard exchange != nil else { return }
        exchange = nil
        pace.noteTurn(loop.now)
        connections.exchangeEnded()
        if case .closed = phase { return }
        guard isWhole else {
            // What was written before it failed is the client's.
            flush()
            return close()
        }
        if case .answering = phase { _ = endRequest() } else { noteDeadline(deadline) }
        guard !isReading else { return }
        readOn()
        adjustReading()
    }

    /// Appends to what is sent at the end of the round.
    func write(_ body: (inout [UInt8]) -> Void) {
        if case .closed = phase { return }
        output.append(body)
        noteFlush()
    }

    func writeHead(
        status: Int, _ fields: ReplyFields, _ ending: ReplyHeadWriter.Ending, connection: StaticString?
    ) {
        write {
            connections.headWriter.write(
                status: status, fields, ending, connection: connection, date: connections.date.now(), to: &$0)
        }
    }

    private func noteFlush() {
        guard !isFlushNoted else { return }
        isFlushNoted = true
        connections.flushes.append(self)
    }

    /// Waits until the client has taken most of what was written.
    ///
    /// - Throws: `CancellationError` if it has gone.
    func drained() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            if hasLeft { return continuation.resume(throwing: CancellationError()) }
            drainWaiter = continuation
        }
    }

    /// Sends what was written, as far as the client takes it.
    func flush() {
        isFlushNoted = false
        if case .closed = phase { return }
        var hasSent = false
        let progress = output.send(to: descriptor, hasSent: &hasSent)
        if case .broken = progress { return close() }
        pace.noteSending(hasSent: hasSent, isWritten: output.isEmpty, loop.now)
        noteDeadline(pace.takingEnd)
        if let waiter = drainWaiter, output.count <= Self.highWater / 2 {
            drainWaiter = nil
            waiter.resume()
        }
        if !input.isEmpty { readOn() }
        if output.isEmpty { replyWasSent() }
        adjustReading()
    }

    private func replyWasSent() {
        guard exchange == nil else { return }
        switch phase {
        case .lingering:
            if hasLeft || connections.isQuiescing { return close() }
            SystemSocket.endSending(descriptor)
            noteDeadline(deadline)
        case .head: if hasLeft || connections.isQuiescing { close() }
        // The reply is out before its request has come in whole.
        case .body: if work == nil, hasLeft || closesAfterReply { linger() }
        case .answering, .closed: break
        }
    }

    /// Waits for the client to close its side: closing first could cost it the reply (RFC 9112, section 9.6).
    private func linger() {
        phase = .lingering
        noteDeadline(deadline)
        noteFlush()
    }

    // MARK: Time and ends

    /// When ``checkTime(_:)`` has something to do.
    var deadline: LoopInstant {
        if case .closed = phase { return .never }
        if let exchange { return min(exchange.deadline, pace.takingEnd) }
        switch phase {
        case .lingering where output.isEmpty: return pace.lastActivity.advanced(byNanoseconds: Self.lingerNanoseconds)
        case .head, .body, .lingering: return pace.requestEnd
        case .answering, .closed: return .never
        }
    }

    func noteDeadline(_ instant: LoopInstant) { connections.nextCheck = min(connections.nextCheck, instant) }

    /// Does what is due.
    func checkTime(_ now: LoopInstant) {
        if let exchange, now < pace.takingEnd { exchange.checkTime(now) } else { close() }
    }

    /// Ends the connection at once; what is being answered is cancelled.
    func close() {
        if case .closed = phase { return }
        phase = .closed
        hasLeft = true
        loop.forget(descriptor)
        SystemSocket.close(descriptor)
        connections.remove(self)
        input.removeAll()
        output = OutgoingBytes()
        work = nil
        exchange?.clientLeft()
        if let waiter = drainWaiter {
            drainWaiter = nil
            waiter.resume(throwing: CancellationError())
        }
    }

    // MARK: What is waited for

    private func adjustReading() {
        if case .closed = phase { return }
        let isAhead = (exchange != nil || isCongested) && input.count > Self.maxInputAhead
        var events: SocketEvents = hasLeft || isAhead ? [] : .read
        if !output.isEmpty, !isFlushNoted { events.insert(.write) }
        ask(for: events)
    }

    private func ask(for events: SocketEvents) {
        guard events != asked else { return }
        asked = events
        if !loop.watch(descriptor, for: events, self) { close() }
    }
}
