extension Configuration {
    /// How candidates are tried in order to learn about them.
    package struct Exploration: Sendable, Hashable {
        /// The policies.
        package enum Policy: String, Sendable, CaseIterable {
            /// The best one always.
            case none
            /// Now and then one that is drawn evenly.
            case epsilonGreedy = "epsilon_greedy"
            /// Each as often as it may be the best.
            case thompson
        }

        /// The policy.
        package var policy = Policy.none
        /// Probability of a draw under `epsilon_greedy`, 0 to 1.
        package var epsilon = 0.05
        /// Part of it that is kept for candidates without own outcomes, 0 to 1.
        package var newcomers = 0.5
        /// Smallest probability of a candidate under `thompson`, 0 to 0.5.
        package var floor = 0.01
        /// What standard deviations are multiplied with under `thompson`, above 0 to 10.
        package var scale = 1.0
        /// Expected utility that a candidate may be behind and still be tried, not negative.
        package var maxRegret = 0.3
        /// Expected utility that may be lost on one day, not negative.
        package var maxRegretPerDay = 10.0
    }
}
