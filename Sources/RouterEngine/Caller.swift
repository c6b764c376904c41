package import Foundation
package import RouterCore
package import RouterWire

/// Who asks, what their key opens, and how they like the answer.
package struct Caller: Sendable {
    /// The name of the key that was sent; `nil` = none was asked for.
    package var keyName: String?
    /// The candidates that the key opens; `nil` = all.
    package var permitted: [CandidatePattern]?
    /// What the key may spend.
    package var budget: Budget
    /// The client's habits.
    package var dialect: Dialect
    /// Whether token counts come at the end of a stream only if they are asked for; `nil` = as the dialect has it.
    package var isUsageOnRequest: Bool?
    /// Whether the reply is to hold the decision.
    package var wantsDecision: Bool
    /// Whether the reply is to hold OpenRouter's metadata.
    package var wantsMetadata: Bool
    /// When the request came.
    package var receivedAt: Date

    /// Keeps the values.
    package init(
        keyName: String? = nil, permitted: [CandidatePattern]? = nil, budget: Budget = .init(),
        dialect: Dialect = .openAI, isUsageOnRequest: Bool? = nil, wantsDecision: Bool = false,
        wantsMetadata: Bool = false, receivedAt: Date = Date()
    ) {
        self.keyName = keyName
        self.permitted = permitted
        self.budget = budget
        self.dialect = dialect
        self.isUsageOnRequest = isUsageOnRequest
        self.wantsDecision = wantsDecision
        self.wantsMetadata = wantsMetadata
        self.receivedAt = receivedAt
    }
}
