public import Foundation

/// A decision with everything that is known of it.
public struct LoggedDecision: Sendable, Hashable {
    /// The decision, equal to the one that was appended.
    public let decision: RoutingDecision
    /// How it was asked for; times have a resolution of a millisecond.
    public let context: DecisionContext
    /// The calls, in order.
    public let attempts: [Attempt]
    /// What was learned of it, in the order in which it was appended.
    public let outcomes: [Outcome]

    /// Keeps the parts.
    public init(decision: RoutingDecision, context: DecisionContext, attempts: [Attempt], outcomes: [Outcome]) {
        self.decision = decision
        self.context = context
        self.attempts = attempts
        self.outcomes = outcomes
    }
}

/// What one client key has spent on one day.
public struct DailySpend: Sendable, Hashable {
    /// The key's name; `nil` = requests without a key.
    public let clientKey: String?
    /// The day in UTC, as days since 1970-01-01.
    public let day: Int
    /// USD; calls of unknown cost count nothing.
    public let costUSD: Double

    /// Keeps the values.
    public init(clientKey: String?, day: Int, costUSD: Double) {
        self.clientKey = clientKey
        self.day = day
        self.costUSD = costUSD
    }
}

/// What became of feedback.
public enum FeedbackReceipt: Sendable, Hashable {
    /// It is on the disk.
    case stored
    /// The same idempotency key was used for this decision before; that one stays as it is.
    case repeated
    /// There is no such decision.
    case unknownDecision
}

/// Reads what an ``OutcomeStore`` keeps, and takes what must not be lost.
public protocol OutcomeArchive: Sendable {
    /// The decision of this id with all that was appended before the call, or `nil`.
    func decision(id: String) async throws -> LoggedDecision?

    /// Keeps what somebody says of a decision; returns once it is durable.
    ///
    /// - Parameters:
    ///   - outcome: what is said.
    ///   - idempotencyKey: the same one twice for one decision is one outcome; `nil` = every call counts.
    /// - Returns: what became of it.
    /// - Throws: the archive's own error if it could not be written.
    func record(_ outcome: Outcome, idempotencyKey: String?) async throws -> FeedbackReceipt

    /// What was spent since a time, by client key and day.
    func dailySpend(since: Date) async throws -> [DailySpend]
}
