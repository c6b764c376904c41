import RouterCore

/// A failed call to one upstream.
///
/// It never carries the prompt, the reply, a header, a key or an address, so it may be logged as it is.
package struct DispatchError: UpstreamFailure, Hashable, CustomStringConvertible {
    /// What went wrong; a struct, so that adding a code breaks no `switch`.
    package struct Code: Sendable, Hashable {
        private enum Storage: String {
            case timedOut = "timed_out"
            case connectionFailed = "connection_failed"
            case tlsFailed = "tls_failed"
            case sendFailed = "send_failed"
            case cutOff = "cut_off"
            case badResponse = "bad_response"
            case invalidRequest = "invalid_request"
            case outOfResources = "out_of_resources"
            case shutDown = "shut_down"
        }
        private let storage: Storage
        /// A limit in time was reached; ``DispatchError/timeLimit`` says which.
        package static let timedOut = Code(storage: .timedOut)
        /// No connection, or the connection broke before the first byte of a reply.
        package static let connectionFailed = Code(storage: .connectionFailed)
        /// No trusted TLS connection.
        package static let tlsFailed = Code(storage: .tlsFailed)
        /// The connection broke while the request was being sent.
        package static let sendFailed = Code(storage: .sendFailed)
        /// The reply began and ended before it was complete.
        package static let cutOff = Code(storage: .cutOff)
        /// What came is not HTTP, or its head is too large.
        package static let badResponse = Code(storage: .badResponse)
        /// The request cannot be sent as it is: address, method or header.
        package static let invalidRequest = Code(storage: .invalidRequest)
        /// No memory, thread or file descriptor for another transfer.
        package static let outOfResources = Code(storage: .outOfResources)
        /// The client was shut down.
        package static let shutDown = Code(storage: .shutDown)
        /// A fixed word, safe as a metric label.
        package var label: String { storage.rawValue }
    }

    /// The limits of ``RouterCore/UpstreamTimeouts``, by name.
    package enum TimeLimit: String, Sendable, Hashable {
        case connect
        case firstByte = "first byte"
        case idle
        case total
    }

    /// What went wrong.
    package let code: Code
    /// The provider's name; empty if no call was under way.
    package let upstream: String
    /// The status of the reply that broke off, if its head had come.
    package let httpStatus: Int?
    /// libcurl's result code; `nil` if the failure was noticed here.
    package let curlCode: Int?
    /// Which limit was reached, for ``Code/timedOut``.
    package let timeLimit: TimeLimit?
    /// One sentence: upstream, what happened, and libcurl's fixed text for its code.
    package let description: String

    package var label: String { code.label }
    package var isTimeout: Bool { code == .timedOut }

    /// Makes an error and its sentence; `reason` must be a fixed text, never a part of a request or a reply.
    init(
        _ code: Code, upstream: String, reason: String, httpStatus: Int? = nil, curlCode: Int? = nil,
        timeLimit: TimeLimit? = nil
    ) {
        self.code = code
        self.upstream = upstream
        self.httpStatus = httpStatus
        self.curlCode = curlCode
        self.timeLimit = timeLimit
        let name = upstream.isEmpty ? "dispatch" : upstream
        let status = httpStatus.map { ", after status \($0)" } ?? ""
        let curl = curlCode.map { " (curl \($0))" } ?? ""
        description = "\(name): \(reason)\(status)\(curl)"
    }
}

extension DispatchError {
    /// A limit of a call was reached.
    static func timedOut(_ limit: TimeLimit, of request: UpstreamRequest, httpStatus: Int?) -> DispatchError {
        let duration: Duration
        switch limit {
        case .connect: duration = request.timeouts.connect
        case .firstByte: duration = request.timeouts.firstByte
        case .idle: duration = request.timeouts.idle
        case .total: duration = request.timeouts.total
        }
        return DispatchError(
            .timedOut, upstream: request.upstream, reason: "timed out: \(limit.rawValue) limit of \(duration) reached",
            httpStatus: httpStatus, timeLimit: limit)
    }

    /// The client is shut down or being shut down.
    static func shutDown(upstream: String, httpStatus: Int? = nil) -> DispatchError {
        DispatchError(.shutDown, upstream: upstream, reason: "the client was shut down", httpStatus: httpStatus)
    }
}
