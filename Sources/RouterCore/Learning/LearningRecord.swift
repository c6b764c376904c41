public import Foundation

/// What learning reads of one logged decision: no text, no list of calls.
///
/// Lists are parallel to ``pool``, shape `(m)`.
public struct LearningRecord: Sendable {
    /// The decision's id.
    public let id: String
    /// When it was made.
    public let madeAt: Date
    /// The policy that made it and its parameters, for example `greedy`.
    public let policy: String
    /// Name and checksum of the bundle that made the estimates.
    public let bundle: String
    /// The candidates, shared by all records of one logging policy.
    public let pool: [CandidateID]
    /// The chosen candidate's place in the pool; `nil` = none of it.
    public let choice: Int?
    /// The place of the candidate whose reply the client got; `nil` = nobody answered, or one outside the pool.
    public let answeredBy: Int?
    /// Probability with which the choice was made, (0, 1].
    public let propensity: Double
    /// The dial in force.
    public let tradeoff: Tradeoff
    /// Seed of the draw.
    public let seed: UInt64
    /// What the estimates were made from.
    public let features: FeatureVector
    /// Estimated quality, [0, 1].
    public let qualities: [Double]
    /// Standard deviations of the qualities.
    public let qualityDeviations: [Double]
    /// Estimated cost in USD; `nil` = unknown.
    public let costsUSD: [Double?]
    /// What the policy maximised.
    public let utilities: [Double]
    /// Probability of each candidate under the logging policy; 0 if it was excluded.
    public let probabilities: [Double]
    /// Whether a candidate could have served the request.
    public let isEligible: [Bool]
    /// Why the decision is not the policy's; `nil` = it is.
    public let degradedBy: String?
    /// Tokens of the prompt as the answering upstream counted them; `nil` = not said.
    public let promptTokens: Int?
    /// Tokens of its reply; `nil` = not said.
    public let completionTokens: Int?
    /// What its call cost in USD; `nil` = unknown.
    public let costUSD: Double?
    /// Seconds from the start of its call to the end; `nil` = nobody answered.
    public let durationSeconds: Double?
    /// All that was seen or said of the reply, in the order of the log.
    public let signals: [RewardSignal]

    /// Keeps the values.
    public init(
        id: String, madeAt: Date, policy: String, bundle: String, pool: [CandidateID], choice: Int?, answeredBy: Int?,
        propensity: Double, tradeoff: Tradeoff, seed: UInt64, features: FeatureVector, qualities: [Double],
        qualityDeviations: [Double], costsUSD: [Double?], utilities: [Double], probabilities: [Double],
        isEligible: [Bool], degradedBy: String? = nil, promptTokens: Int? = nil, completionTokens: Int? = nil,
        costUSD: Double? = nil, durationSeconds: Double? = nil, signals: [RewardSignal]
    ) {
        self.id = id
        self.madeAt = madeAt
        self.policy = policy
        self.bundle = bundle
        self.pool = pool
        self.choice = choice
        self.answeredBy = answeredBy
        self.propensity = propensity
        self.tradeoff = tradeoff
        self.seed = seed
        self.features = features
        self.qualities = qualities
        self.qualityDeviations = qualityDeviations
        self.costsUSD = costsUSD
        self.utilities = utilities
        self.probabilities = probabilities
        self.isEligible = isEligible
        self.degradedBy = degradedBy
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.costUSD = costUSD
        self.durationSeconds = durationSeconds
        self.signals = signals
    }
}
