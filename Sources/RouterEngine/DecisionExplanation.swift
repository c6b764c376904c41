public import RouterCore

/// Why a decision came out as it did, in numbers that add up, and what would have changed it.
public struct DecisionExplanation: Sendable {
    /// One named part of a candidate's raw score.
    public struct Contribution: Sendable, Hashable {
        /// What adds it: see ``Part/inputContributions`` and ``Part/skillContributions``.
        public let name: String
        /// How much of the raw score it makes up.
        public let amount: Double

        /// Names an amount.
        package init(name: String, amount: Double) {
            self.name = name
            self.amount = amount
        }
    }

    /// The parts of one candidate's estimate and utility.
    public struct Part: Sendable {
        /// The candidate.
        public let candidate: CandidateID
        /// The known model whose head stands for it.
        public let head: String
        /// Expected quality before calibration, about 0…1; the estimate's quality is what calibration makes of it.
        public let rawScore: Double
        /// The raw score by inputs, the largest magnitude first: surface features by name, `wording`, `meaning`,
        /// `similar_prompts`, and `average` for an average prompt without a known word.
        public let inputContributions: [Contribution]
        /// The raw score by skills, the largest magnitude first: `difficulty`, `skill 2` …, `surface` for the direct
        /// weights of the surface features, and `average` for the mean over the prompts of training.
        public let skillContributions: [Contribution]
        /// USD for the prompt; `nil` = unknown price.
        public let promptCostUSD: Double?
        /// USD for the expected reply; `nil` = unknown price.
        public let completionCostUSD: Double?
        /// USD for the request, whatever its length; `nil` = the provider names no such fee.
        public let requestCostUSD: Double?
        /// USD that leaving the candidate of the conversation for this one would lose; `nil` = nothing is charged.
        public let switchCostUSD: Double?
        /// Expected utility, switch cost included, before the do-no-harm margin.
        public let expectedUtility: Double
        /// Expected utility beyond that of the candidate that is best on average; `nil` if it cannot serve the request or
        /// no other one can.
        public let advantage: Double?
        /// What ``advantage`` has to exceed for this candidate to be preferred to the one that is best on average; 0 for
        /// that one itself, `nil` where ``advantage`` is.
        public let margin: Double?
    }

    /// A position of the dial at which another candidate is preferred.
    public struct Flip: Sendable, Hashable {
        /// The nearest such position, to a hundredth.
        public let tradeoff: Double
        /// The candidate that would be preferred.
        public let candidate: CandidateID
    }

    /// A change of one candidate's price with which another candidate is preferred, of those that can serve the request.
    public struct PriceFlip: Sendable, Hashable {
        /// The candidate whose price changes.
        public let repriced: CandidateID
        /// What every part of its price is multiplied with, 0.001…1000; to half a percent.
        public let factor: Double
        /// The candidate that would be preferred.
        public let candidate: CandidateID
    }

    /// A surface feature with whose average in training another candidate would be preferred.
    public struct FeatureFlip: Sendable, Hashable {
        /// Name of the feature.
        public let feature: String
        /// Its number for this prompt.
        public let value: Double
        /// Its mean over the prompts of training.
        public let average: Double
        /// The candidate that would be preferred.
        public let candidate: CandidateID
        /// Utility that ``candidate`` would gain on the one that is preferred now.
        public let swing: Double
    }

    /// The parts of each candidate, in pool order.
    public let parts: [Part]
    /// The eligible candidate that a greedy policy chooses: that of the highest utility, or the one that has answered the
    /// conversation so far where it is within reach of that; `nil` = none is eligible.
    public let preferred: CandidateID?
    /// The best other eligible candidate by utility; `nil` = there is no other.
    public let runnerUp: CandidateID?
    /// The eligible candidate of the highest utility on an average prompt, which others have to beat by their margin;
    /// `nil` where fewer than two are eligible.
    public let bestOnAverage: CandidateID?
    /// The nearest change towards cheaper that changes who is preferred; `nil` = none does.
    public let flipTowardsCheaper: Flip?
    /// The nearest change towards quality that changes who is preferred; `nil` = none does.
    public let flipTowardsQuality: Flip?
    /// The rise of the preferred candidate's price that changes who is preferred; `nil` = none up to a thousandfold does.
    public let flipByRise: PriceFlip?
    /// The fall of the runner-up's price that changes who is preferred; `nil` = none down to a thousandth does.
    public let flipByFall: PriceFlip?
    /// Features that would change who is preferred if they were average, at most five, the largest swing first.
    public let featureFlips: [FeatureFlip]
}
