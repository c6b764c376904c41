extension Configuration {
    /// The model that judges replies, and what it may spend.
    package struct Judge: Sendable, Hashable {
        /// The model's name, see ``Configuration/model(named:catalog:environment:)``; `nil` = there is none.
        package var model: String?
        /// What one run may spend, in USD.
        package var maxUSD = 1.0
        /// The criteria; `nil` = the standard ones.
        package var rubric: String?
        /// Calls that run at the same time.
        package var concurrency = 4
    }
}
