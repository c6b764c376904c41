package import Foundation
package import RouterCore

/// A prompt and the reply that a candidate gave to it, as the log keeps their texts.
package struct StoredExchange: Sendable, Hashable {
    /// The decision's id.
    package let decisionID: String
    /// Who replied.
    package let candidate: CandidateID
    /// The prompt's turns, each behind its role.
    package let prompt: String
    /// The reply's text.
    package let reply: String
}

/// Which decisions with texts are wanted.
package struct StoredTextQuery: Sendable, Hashable {
    /// Only decisions without an outcome of this idempotency key; `nil` = all.
    package var lackingOutcome: String?
    /// Only decisions made at this time or later; `nil` = all.
    package var since: Date?
    /// Decisions of these policies are left out.
    package var excludedPolicies: [String]
    /// At most so many; `nil` = all.
    package var limit: Int?
    /// Draws them at random; `nil` = the newest.
    package var seed: UInt64?

    /// Keeps the conditions.
    ///
    /// - Precondition: the limit is not negative.
    package init(
        lackingOutcome: String? = nil, since: Date? = nil, excludedPolicies: [String] = [], limit: Int? = nil,
        seed: UInt64? = nil
    ) {
        precondition(limit ?? 0 >= 0, "a limit of \(limit ?? 0) is negative")
        self.lackingOutcome = lackingOutcome
        self.since = since
        self.excludedPolicies = excludedPolicies
        self.limit = limit
        self.seed = seed
    }
}
