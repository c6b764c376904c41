extension RoutingDecision {
    /// The policy of decisions that nobody made: outcomes of a table that were taken into the log.
    ///
    /// The table says what each candidate did, so that nothing was chosen and a propensity of 1 means nothing: such
    /// decisions teach heads, and have no place in off-policy evaluation.
    package static let importedPolicy = "imported"
}

extension LearningRecord {
    /// Whether it comes from an outcome table and not from a decision of the router.
    package var isImported: Bool { policy == RoutingDecision.importedPolicy }
}
