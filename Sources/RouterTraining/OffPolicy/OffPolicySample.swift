/// One logged outcome with all that estimating another policy's reward from it needs.
///
/// Lists are parallel to the candidates that the request was offered, shape `(m)`; `m` may differ from sample to sample.
package struct OffPolicySample: Sendable, Hashable {
    /// The place of the logged choice.
    package let choice: Int
    /// The reward of the choice: any bounded real, such as a quality or a utility.
    package let reward: Double
    /// Probabilities under the policy that made the choice.
    package let loggingProbabilities: [Double]
    /// Probabilities under the policy that is judged.
    package let targetProbabilities: [Double]
    /// The reward that a model expects of each candidate, in the unit of ``reward``; the model has not learned from this
    /// outcome.
    package let modelledRewards: [Double]

    /// Checks and keeps the values.
    ///
    /// - Precondition: lists of one length, `choice` within it; both lists of probabilities are not negative and sum to
    ///   one within 1e-6; the choice was possible; rewards are finite.
    package init(
        choice: Int, reward: Double, loggingProbabilities: [Double], targetProbabilities: [Double],
        modelledRewards: [Double]
    ) {
        let count = loggingProbabilities.count
        precondition(
            targetProbabilities.count == count && modelledRewards.count == count,
            "\(count) logging probabilities, \(targetProbabilities.count) target probabilities, \(modelledRewards.count) modelled rewards"
        )
        precondition((0..<count).contains(choice), "choice \(choice) is outside 0..<\(count)")
        precondition(loggingProbabilities[choice] > 0, "a choice of probability \(loggingProbabilities[choice])")
        precondition(Self.isDistribution(loggingProbabilities), "logging probabilities are no distribution")
        precondition(Self.isDistribution(targetProbabilities), "target probabilities are no distribution")
        precondition(reward.isFinite && modelledRewards.allSatisfy(\.isFinite), "a reward is not finite")
        self.choice = choice
        self.reward = reward
        self.loggingProbabilities = loggingProbabilities
        self.targetProbabilities = targetProbabilities
        self.modelledRewards = modelledRewards
    }

    /// How much more often the target policy makes the logged choice than the logging policy did, not negative.
    package var importanceWeight: Double { targetProbabilities[choice] / loggingProbabilities[choice] }

    /// The reward that the model expects of the target policy here.
    package var modelledValue: Double {
        var value = 0.0
        for index in modelledRewards.indices { value += targetProbabilities[index] * modelledRewards[index] }
        return value
    }

    private static func isDistribution(_ probabilities: [Double]) -> Bool {
        var sum = 0.0
        for probability in probabilities {
            guard probability >= 0 else { return false }
            sum += probability
        }
        return abs(sum - 1) <= 1e-6
    }
}
