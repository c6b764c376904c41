package import RouterCore

/// What one candidate did with one request of the user's own, as heads learn from it.
package struct OwnOutcome: Sendable {
    /// Whose reply it was.
    package let candidate: CandidateID
    /// `z(x)` of the request, see ``RouterModel/PoolScorer/headInput(_:)``; shape `(d)`.
    package let input: [Float]
    /// How good the reply was, [0, 1].
    package let reward: Double
    /// Tokens of the reply; `nil` = not said.
    package let completionTokens: Int?
    /// Seconds to the whole reply; `nil` = not recorded.
    package let durationSeconds: Double?
    /// How much it counts, [0, 1]; less than 1 where old outcomes fade.
    package var weight: Double

    /// Keeps the values.
    package init(
        candidate: CandidateID, input: [Float], reward: Double, completionTokens: Int? = nil,
        durationSeconds: Double? = nil, weight: Double = 1
    ) {
        self.candidate = candidate
        self.input = input
        self.reward = reward
        self.completionTokens = completionTokens
        self.durationSeconds = durationSeconds
        self.weight = weight
    }
}
