/// What became of one run: request by request, and at checkpoints.
struct SimulationPath: Sendable {
    /// One request, in utility unless it says otherwise.
    struct Step: Sendable {
        /// Of the router's choice.
        let router: Double
        /// Score of that choice, [0, 1].
        let quality: Double
        /// Its recorded cost in USD.
        let costUSD: Double
        /// Of the candidate that is best over all requests.
        let bestSingle: Double
        /// The mean over the candidates.
        let random: Double
        /// Of ε-greedy that sees no features.
        let featureless: Double
        /// Of the full-information ridge, learned from the other requests of the whole run.
        let hindsight: Double
    }

    /// A judgement on prompts that are not served, as mean utility over that of the best single candidate.
    struct Checkpoint: Sendable {
        /// Requests served so far.
        let requestCount: Int
        /// Of what the router has learned, without exploring.
        let learned: Double
        /// Of the router as it serves, exploring.
        let exploring: Double
        /// Of the router's heads, had they seen every candidate's outcome.
        let fullHeads: Double
        /// Of the full-information ridge on all features.
        let fullRidge: Double
    }

    var steps: [Step] = []
    var checkpoints: [Checkpoint] = []
}
