/// How long each phase of a call may take.
public struct UpstreamTimeouts: Sendable, Hashable {
    /// Until the connection stands, TLS included.
    public var connect: Duration
    /// From the call to the first byte of the reply.
    public var firstByte: Duration
    /// Between two pieces of the reply.
    public var idle: Duration
    /// For the whole call.
    public var total: Duration

    /// Keeps the limits; the defaults suit interactive use with slow reasoning models.
    public init(
        connect: Duration = .seconds(5), firstByte: Duration = .seconds(120), idle: Duration = .seconds(60),
        total: Duration = .seconds(600)
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
        self.total = total
    }
}

/// One HTTP request to one upstream.
public struct UpstreamRequest: Sendable {
    /// The method, upper case.
    public let method: String
    /// The whole address; it comes from configuration, never from a client.
    public let url: String
    /// Header lines in order; values can be secrets, so nothing of this is ever logged.
    public let headers: [(name: String, value: String)]
    /// The body; empty = none.
    public let body: [UInt8]
    /// The provider's name, for error texts and metrics.
    public let upstream: String
    /// Limits in time.
    public let timeouts: UpstreamTimeouts

    /// Keeps the parts.
    public init(
        method: String = "POST", url: String, headers: [(name: String, value: String)], body: [UInt8],
        upstream: String, timeouts: UpstreamTimeouts = .init()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.upstream = upstream
        self.timeouts = timeouts
    }
}

/// The body of a reply, piece by piece, with back-pressure: what is not asked for is not read from the network for
/// long.
///
/// One consumer. Dropping the iterator, or cancelling the task that waits for it, ends the transfer.
public struct UpstreamBody: AsyncSequence, Sendable {
    /// Raw bytes as they arrived; pieces have no meaning of their own.
    public typealias Element = [UInt8]

    private let nextPiece: @Sendable () async throws -> [UInt8]?
    private let end: @Sendable () -> Void

    /// Wraps a source.
    ///
    /// The closures own the transfer: when the last copy of them goes, the transfer is to be ended.
    ///
    /// - Parameters:
    ///   - cancel: ends the transfer; who waits for a piece gets a `CancellationError`.
    ///   - nextPiece: returns the next bytes, `nil` at the end, and throws if the transfer broke.
    public init(
        cancel: @escaping @Sendable () -> Void = {}, nextPiece: @escaping @Sendable () async throws -> [UInt8]?
    ) {
        self.nextPiece = nextPiece
        end = cancel
    }

    /// Ends the transfer, from wherever; who waits for a piece gets a `CancellationError`.
    public func cancel() { end() }

    /// Iterates over the pieces.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let nextPiece: @Sendable () async throws -> [UInt8]?

        /// The next piece, `nil` at the end.
        public mutating func next() async throws -> [UInt8]? { try await nextPiece() }
    }

    /// The next piece, `nil` at the end.
    public func next() async throws -> [UInt8]? { try await nextPiece() }

    /// Starts iterating; one consumer only.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(nextPiece: nextPiece) }
}

/// A reply whose status and headers are known and whose body is still coming.
public struct UpstreamReply: Sendable {
    /// HTTP status.
    public let status: Int
    /// Header fields in order, names in lower case.
    public let headers: [(name: String, value: String)]
    /// The body.
    public let body: UpstreamBody

    /// Keeps the parts.
    public init(status: Int, headers: [(name: String, value: String)], body: UpstreamBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header, by its lower-case name.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// A call that brought no complete reply, in words that any implementation can give.
public protocol UpstreamFailure: Error, Sendable {
    /// A fixed word, safe as a metric label: `timed_out`, `connection_failed`, `cut_off`, …
    var label: String { get }
    /// Whether the reason was a time limit.
    var isTimeout: Bool { get }
}

/// Sends requests to upstreams.
public protocol UpstreamClient: Sendable {
    /// Sends one request and returns when the head of its reply has come, whatever its status.
    ///
    /// Redirects are not followed. Cancelling the calling task closes the transfer.
    ///
    /// - Throws: an ``UpstreamFailure`` if no reply came; `CancellationError` if the task was cancelled.
    func send(_ request: UpstreamRequest) async throws -> UpstreamReply
}
