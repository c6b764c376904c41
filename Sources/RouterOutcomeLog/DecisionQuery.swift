package import Foundation
package import RouterCore

/// Which decisions to list.
package struct DecisionQuery: Sendable, Hashable {
    /// How the attempts of a decision ended.
    package enum Ending: Sendable, Hashable {
        /// However they did.
        case any
        /// An attempt failed; another may have answered.
        case withFailure
        /// There were attempts, and none answered.
        case unanswered
    }

    /// At most so many, the newest.
    package var limit: Int
    /// Only decisions that chose this candidate or were answered by it; `nil` = all.
    package var candidate: CandidateID?
    /// Only decisions made at this time or later; `nil` = all.
    package var since: Date?
    /// Only decisions whose attempts ended like this.
    package var ending: Ending

    /// Keeps the conditions.
    ///
    /// - Precondition: the limit is not negative.
    package init(limit: Int = 20, candidate: CandidateID? = nil, since: Date? = nil, ending: Ending = .any) {
        precondition(limit >= 0, "a limit of \(limit) is negative")
        self.limit = limit
        self.candidate = candidate
        self.since = since
        self.ending = ending
    }
}

/// A decision in a list: one line of it.
package struct DecisionSummary: Sendable, Hashable {
    /// Unique name of the decision.
    package let id: String
    /// When it was made.
    package let madeAt: Date
    /// What the client spoke, in the words of ``/RouterCore/UpstreamAPI``.
    package let api: String
    /// The name of the client's conversation; `nil` = none.
    package let session: String?
    /// The name of the key that the client has sent; `nil` = none was asked for.
    package let clientKey: String?
    /// What the client asked for.
    package let requestedModel: String
    /// Whether the client asked for a stream.
    package let isStreamed: Bool
    /// The chosen candidate.
    package let choice: CandidateID
    /// Probability with which the policy chose it, (0, 1].
    package let propensity: Double
    /// Why routing failed and the default stepped in; `nil` = it did not.
    package let degradedBy: String?
    /// The candidate that answered; `nil` = none did.
    package let answeredBy: CandidateID?
    /// Number of attempts.
    package let attemptCount: Int
    /// Number of attempts that failed.
    package let failedAttemptCount: Int
    /// The fixed word of the last failure; `nil` = there was none.
    package let lastFailure: String?
    /// Prompt tokens of the answer as the upstream counted them; `nil` = unknown.
    package let promptTokens: Int?
    /// Completion tokens of the answer as the upstream counted them; `nil` = unknown.
    package let completionTokens: Int?
    /// Cost of the answer, and of failed attempts where it is known, in USD; `nil` = the answer's is unknown.
    package let costUSD: Double?
    /// Seconds to the first token of the answer; `nil` = unknown.
    package let timeToFirstTokenSeconds: Double?
    /// Seconds that the attempt took that answered; `nil` = none did.
    package let durationSeconds: Double?
}
