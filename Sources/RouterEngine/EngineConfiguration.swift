package import RouterCore

/// How the engine is set.
package struct EngineConfiguration: Sendable {
    /// Who answers when routing itself fails.
    package var defaultCandidate: CandidateID
    /// Further names that mean "decide".
    package var presets: [String: RoutingPreset]
    /// When failed candidates are asked again.
    package var retries: RetryPolicy
    /// What all clients together may spend.
    package var budget: Budget
    /// What the log keeps of a prompt; `nil` = nothing.
    package var promptRecord: @Sendable (RoutingRequest) -> String?

    /// Keeps the settings.
    package init(
        defaultCandidate: CandidateID, presets: [String: RoutingPreset] = [:], retries: RetryPolicy = .init(),
        budget: Budget = .init(), promptRecord: @escaping @Sendable (RoutingRequest) -> String? = { _ in nil }
    ) {
        self.defaultCandidate = defaultCandidate
        self.presets = presets
        self.retries = retries
        self.budget = budget
        self.promptRecord = promptRecord
    }
}
