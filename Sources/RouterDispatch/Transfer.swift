import RouterCore
import RouterSockets
import Synchronization

/// One call, shared by the task that made it and the loop that carries it out.
///
/// What both sides touch is a ``TransferState`` behind a lock; continuations are resumed outside of it.
final class Transfer: Sendable {
    /// What a consumer asks of the loop; several may wait at once.
    struct Errands: OptionSet {
        let rawValue: UInt8
        static let start = Errands(rawValue: 1)
        /// The consumer has drained what was waiting: read on.
        static let resume = Errands(rawValue: 2)
        /// Nobody wants the rest.
        static let end = Errands(rawValue: 4)
    }

    // The state resumes each waiter exactly once, which is tested without threads; so nobody has to check it again.
    private typealias State = TransferState<
        UnsafeContinuation<ReplyHead, any Error>, UnsafeContinuation<[UInt8]?, any Error>
    >

    /// Waiting bytes of one body from which on the transfer is paused.
    static let highWater = 256 * 1024

    let request: UpstreamRequest
    let headers: HeaderList
    let startedAt = LoopInstant.now
    private let loop: TransferLoop
    private let state = Mutex(State(highWater: Transfer.highWater))
    private let errands = Atomic<UInt8>(0)
    /// Belongs to the loop's thread: what carries the transfer out.
    nonisolated(unsafe) var slot: TransferSlot?

    init(_ request: UpstreamRequest, on loop: TransferLoop) throws(DispatchError) {
        guard request.url.hasHTTPScheme || request.url.hasHTTPSScheme else {
            throw DispatchError(
                .invalidRequest, upstream: request.upstream,
                reason: "the address must begin with http:// or https://")
        }
        headers = try HeaderList(request)
        self.request = request
        self.loop = loop
    }

    // MARK: The consumer's side

    /// Starts the transfer and waits for the head of the reply.
    func head() async throws -> ReplyHead {
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                if let delivery = state.withLock({ $0.begin(continuation) }) { return Self.resume(delivery) }
                loop.post(.start, for: self)
            }
        } onCancel: {
            cancel()
        }
    }

    /// All bytes that are waiting, or the next ones; `nil` at the end.
    func nextPiece() async throws -> [UInt8]? {
        // A consumer that never has to wait would otherwise not notice that it was cancelled.
        if Task.isCancelled { cancel() }
        switch state.withLock({ $0.take() }) {
        case .nothing: break
        case let taken: return try finish(taken)
        }
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                switch state.withLock({ $0.wait(continuation) }) {
                case .nothing: break
                case let taken: continuation.resume(with: Result { try finish(taken) })
                }
            }
        } onCancel: {
            cancel()
        }
    }

    /// Ends the transfer, closes its connection and wakes who waits; nothing if it has ended already.
    func cancel() {
        let (delivery, wasLive) = state.withLock { $0.cancel() }
        if let delivery { Self.resume(delivery) }
        if wasLive { loop.post(.end, for: self) }
    }

    private func finish(_ taken: borrowing State.Taken) throws -> [UInt8]? {
        switch taken {
        case .piece(let bytes, let resumesTransfer):
            if resumesTransfer { loop.post(.resume, for: self) }
            return bytes
        case .end, .nothing: return nil
        case .failure(let error): throw error
        }
    }

    // MARK: Errands

    /// Notes an errand; true if there was none, so that the loop has to be told.
    func add(_ errand: Errands) -> Bool {
        errands.bitwiseOr(errand.rawValue, ordering: .acquiringAndReleasing).oldValue == 0
    }

    /// Takes all errands; from then on the transfer may be put into the queue again.
    func takeErrands() -> Errands {
        Errands(rawValue: errands.exchange(0, ordering: .acquiringAndReleasing))
    }

    // MARK: The loop's side

    /// Whether the transfer is still wanted.
    var isLive: Bool { state.withLock { $0.isLive } }

    func receive(_ head: ReplyHead) { state.withLock { $0.receive(head) } }

    /// Keeps bytes of the body; false if the loop is to stop reading.
    func receive(_ bytes: RawSpan) -> Bool { state.withLock { $0.receive(bytes) } }

    func finish(_ end: TransferEnd) { state.withLock { $0.finish(end) } }

    /// Wakes the consumer if something came for it.
    func flush() {
        let (delivery, resumesTransfer) = state.withLock { $0.flush() }
        if let delivery { Self.resume(delivery) }
        if resumesTransfer { loop.post(.resume, for: self) }
    }

    private static func resume(_ delivery: State.Delivery) {
        switch delivery {
        case .head(let continuation, let result): continuation.resume(with: result)
        case .piece(let continuation, let result): continuation.resume(with: result)
        }
    }
}

/// The consumer's hold on a transfer: when the last copy of a body goes, so does its transfer.
final class TransferConsumer: Sendable {
    private let transfer: Transfer

    init(_ transfer: Transfer) { self.transfer = transfer }

    deinit { transfer.cancel() }

    func nextPiece() async throws -> [UInt8]? { try await transfer.nextPiece() }

    func cancel() { transfer.cancel() }
}
