package import RouterCore

/// Who is asked again, and when, after every candidate of the chain has failed once.
///
/// - SeeAlso: Brooker (2015), "Exponential Backoff And Jitter", AWS Architecture Blog, for the full jitter.
package struct RetryPolicy: Sendable, Hashable {
    /// A candidate's failure in the round that has ended.
    package struct Failure: Sendable, Hashable {
        /// The candidate's place in the pool.
        package var index: Int
        /// HTTP status of its reply; `nil` = none came, or it could not be read to its end.
        package var httpStatus: Int?
        /// The pause that it asked for.
        package var retryAfter: Duration?

        /// Keeps the values.
        package init(index: Int, httpStatus: Int?, retryAfter: Duration?) {
            self.index = index
            self.httpStatus = httpStatus
            self.retryAfter = retryAfter
        }

        /// Whether the same call may succeed a little later.
        package var isRetryable: Bool { RetryPolicy.isRetryable(httpStatus: httpStatus) }
    }

    /// Another round.
    package struct Round: Sendable, Hashable {
        /// How long to wait before it.
        package let delay: Duration
        /// Who is asked, by place in the pool, in the order in which they failed.
        package let indices: [Int]
    }

    /// Rounds after the first one.
    package var maxRounds = 1
    /// The longest wait before the first further round; each one after it may wait twice as long.
    package var baseDelay: Duration = .milliseconds(250)
    /// The longest wait before any round.
    package var maxDelay: Duration = .seconds(8)
    /// The longest that all waits together may be.
    package var maxWait: Duration = .seconds(3)

    /// The defaults.
    package init() {}

    /// Whether the same call may succeed a little later.
    ///
    /// - Parameter httpStatus: the reply's; `nil` = no connection, or none that lasted.
    /// - Returns: whether another try is worth it.
    package static func isRetryable(httpStatus: Int?) -> Bool {
        switch httpStatus {
        case nil, 408, 429, 500, 502, 503, 504, 524, 529: true
        default: false
        }
    }

    /// The next round.
    ///
    /// - Parameters:
    ///   - round: rounds that have ended, at least 1.
    ///   - failures: of the round that has ended.
    ///   - waited: the sum of the delays so far.
    ///   - random: where the jitter comes from.
    /// - Returns: `nil` = the last error goes to the client.
    package func next(
        after round: Int, _ failures: [Failure], waited: Duration, random: inout SplitMix64
    ) -> Round? {
        precondition(round > 0, "\(round) rounds have ended, at least 1 must have")
        let retryable = failures.filter(\.isRetryable)
        let left = maxWait - waited
        guard round <= maxRounds, let shortest = retryable.map({ $0.retryAfter ?? .zero }).min(), shortest <= left
        else { return nil }
        let ceiling = (1..<round).reduce(baseDelay) { delay, _ in min(delay * 2, maxDelay) }
        let jitter = min(ceiling, maxDelay) * random.nextUnit()
        let delay = min(max(jitter, shortest), left)
        // Who asked for a longer pause than this would only refuse again.
        return Round(delay: delay, indices: retryable.filter { ($0.retryAfter ?? .zero) <= delay }.map(\.index))
    }
}
