/// How a transfer ended.
enum TransferEnd: Sendable {
    case complete
    case failed(DispatchError)
    case cancelled

    /// What a waiting consumer is told; `nil` for a complete transfer.
    var error: (any Error)? {
        switch self {
        case .complete: nil
        case .failed(let error): error
        case .cancelled: CancellationError()
        }
    }
}

/// What passes between the loop and the consumer of one transfer: a state machine without sockets, threads or locks.
///
/// The loop calls `receive…` and `finish`, then `flush` once for all that came; the consumer calls `begin`, `take`, `wait`
/// and `cancel`. Waiters are opaque here (continuations in ``Transfer``, numbers in tests). At most one waits at a time;
/// each is handed back exactly once, in a ``Delivery``.
struct TransferState<HeadWaiter: Sendable, PieceWaiter: Sendable>: Sendable {
    /// A waiter and what it waited for.
    enum Delivery: Sendable {
        case head(HeadWaiter, Result<ReplyHead, any Error>)
        case piece(PieceWaiter, Result<[UInt8]?, any Error>)
    }

    /// What a consumer finds when it looks.
    enum Taken: Sendable {
        /// All bytes that were waiting; `resumesTransfer` if the loop stopped reading and is to go on.
        case piece([UInt8], resumesTransfer: Bool)
        /// The body is over.
        case end
        case failure(any Error)
        /// Nothing yet: wait.
        case nothing
    }

    private enum Waiter: Sendable {
        case head(HeadWaiter)
        case piece(PieceWaiter)
    }

    /// Waiting bytes from which on no more are accepted; one more piece of libcurl's (16 kB) may lie above it.
    private let highWater: Int
    private var waiter: Waiter?
    private var head: ReplyHead?
    private var buffer: [UInt8] = []
    private var end: TransferEnd?
    private(set) var isPaused = false

    init(highWater: Int) { self.highWater = highWater }

    /// Whether the transfer can still bring something.
    var isLive: Bool { end == nil }

    // MARK: The consumer's side

    /// Waits for the head; a delivery comes back at once if the transfer was cancelled before it began.
    mutating func begin(_ headWaiter: HeadWaiter) -> Delivery? {
        if let error = end?.error { return .head(headWaiter, .failure(error)) }
        waiter = .head(headWaiter)
        return nil
    }

    /// Takes what is there.
    mutating func take() -> Taken {
        if !buffer.isEmpty {
            let resumes = isPaused && isLive
            isPaused = false
            var piece: [UInt8] = []
            swap(&piece, &buffer)
            return .piece(piece, resumesTransfer: resumes)
        }
        guard let end else { return .nothing }
        return end.error.map { .failure($0) } ?? .end
    }

    /// Waits for the next bytes if there are none; otherwise returns them and forgets the waiter.
    ///
    /// - Precondition: nobody waits; a body has one consumer.
    mutating func wait(_ pieceWaiter: PieceWaiter) -> Taken {
        precondition(waiter == nil, "a body has one consumer, but two wait for its next piece")
        let taken = take()
        if case .nothing = taken { waiter = .piece(pieceWaiter) }
        return taken
    }

    /// Ends the transfer for the consumer's reasons; what was waiting is dropped.
    ///
    /// - Returns: who is to be told, and whether the loop is to be told.
    mutating func cancel() -> (delivery: Delivery?, wasLive: Bool) {
        let wasLive = isLive
        end = .cancelled
        head = nil
        buffer = []
        isPaused = false
        return (flush().delivery, wasLive)
    }

    // MARK: The loop's side

    /// Keeps the head until ``flush()``.
    mutating func receive(_ head: ReplyHead) {
        guard isLive else { return }
        self.head = head
    }

    /// Keeps bytes of the body.
    ///
    /// - Returns: false if too many are waiting: these were not kept, and the loop is to stop reading until it is told.
    mutating func receive(_ bytes: RawSpan) -> Bool {
        guard isLive else { return true }
        guard buffer.count < highWater else {
            isPaused = true
            return false
        }
        bytes.withUnsafeBytes { buffer.append(contentsOf: $0) }
        return true
    }

    /// Notes the end; the first one counts.
    mutating func finish(_ end: TransferEnd) {
        guard isLive else { return }
        self.end = end
        isPaused = false
    }

    /// Hands what has come to who waits for it.
    ///
    /// - Returns: who is to be told what, and whether the loop had stopped reading and is to go on.
    mutating func flush() -> (delivery: Delivery?, resumesTransfer: Bool) {
        switch waiter {
        case nil:
            return (nil, false)
        case .head(let headWaiter):
            guard let result = head.map(Result.success) ?? end?.error.map(Result.failure) else { return (nil, false) }
            waiter = nil
            head = nil
            return (.head(headWaiter, result), false)
        case .piece(let pieceWaiter):
            let result: Result<[UInt8]?, any Error>
            var resumesTransfer = false
            switch take() {
            case .nothing: return (nil, false)
            case .piece(let bytes, let resumes): (result, resumesTransfer) = (.success(bytes), resumes)
            case .end: result = .success(nil)
            case .failure(let error): result = .failure(error)
            }
            waiter = nil
            return (.piece(pieceWaiter, result), resumesTransfer)
        }
    }
}
