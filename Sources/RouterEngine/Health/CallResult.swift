/// What became of one call of a candidate, as far as it tells how the candidate and its provider are.
package enum CallResult: Sendable, Hashable {
    /// A good reply.
    ///
    /// - firstTokenSeconds: from the call to the first content of a stream; `nil` = the reply came in one piece.
    /// - completionTokens: as the upstream counted them; `nil` = it did not say.
    /// - durationSeconds: from the call to its end.
    case success(firstTokenSeconds: Double?, completionTokens: Int?, durationSeconds: Double)
    /// A refusal of the client's own making, such as a 400: nobody else would have done better.
    case clientFault
    /// A 429, and the pause that came with it.
    case rateLimited(retryAfter: Duration?)
    /// An error status, a reply that cannot be read, or a key that the upstream refuses; and the pause that came with it.
    case serverFault(retryAfter: Duration? = nil)
    /// No connection, nothing before a time limit, or a connection that was cut off.
    case unreachable
    /// The client went away first: this tells nothing.
    case abandoned

    /// A result without its figures.
    package enum Kind: Int, Sendable, Hashable, CaseIterable {
        /// See ``CallResult/success(firstTokenSeconds:completionTokens:durationSeconds:)``.
        case success
        /// See ``CallResult/clientFault``.
        case clientFault
        /// See ``CallResult/rateLimited(retryAfter:)``.
        case rateLimited
        /// See ``CallResult/serverFault(retryAfter:)``.
        case serverFault
        /// See ``CallResult/unreachable``.
        case unreachable
        /// See ``CallResult/abandoned``.
        case abandoned

        /// A fixed word, safe as a metric label.
        package var label: String {
            switch self {
            case .success: "success"
            case .clientFault: "client_fault"
            case .rateLimited: "rate_limited"
            case .serverFault: "server_fault"
            case .unreachable: "unreachable"
            case .abandoned: "abandoned"
            }
        }
    }

    /// The result without its figures.
    package var kind: Kind {
        switch self {
        case .success: .success
        case .clientFault: .clientFault
        case .rateLimited: .rateLimited
        case .serverFault: .serverFault
        case .unreachable: .unreachable
        case .abandoned: .abandoned
        }
    }

    /// What a call that gave no good reply says.
    ///
    /// 401, 402 and 403 count as the upstream's: the key that it refuses, or that has run out, is the router's own.
    ///
    /// - Parameters:
    ///   - httpStatus: the reply's; `nil` = none came. A good status means that the reply could not be read.
    ///   - retryAfter: the pause that the reply asks for.
    /// - Returns: never a success.
    package static func failure(httpStatus: Int?, retryAfter: Duration?) -> CallResult {
        switch httpStatus {
        case nil: .unreachable
        case 429: .rateLimited(retryAfter: retryAfter)
        case 401, 402, 403, 408: .serverFault(retryAfter: retryAfter)
        case .some(400..<500): .clientFault
        default: .serverFault(retryAfter: retryAfter)
        }
    }
}
