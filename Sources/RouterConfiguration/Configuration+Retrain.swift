extension Configuration {
    /// How the router learns from its log.
    package struct Retrain: Sendable {
        /// Time between two retrainings of a running server; `nil` = it does none by itself.
        package var every: Duration?
        /// Fewer new outcomes than this since the last one are not worth another.
        package var minOutcomes = 100
        /// What the lower bound of a challenger's advantage must reach, in utility.
        package var margin = 0.0
        /// Probability that no challenger is promoted that is not better.
        package var confidence = 0.95
        /// Days after which an outcome counts half; `nil` = none fades.
        package var halfLifeDays: Double?
        /// Share of the decisions, the newest, that a challenger is judged on.
        package var evaluatedShare = 0.25
    }
}
