public import RouterCore

/// The highest utility, but with probability ε a candidate drawn evenly from those within reach of it.
///
/// With m candidates within reach, itself included, the best has probability `1 − ε + ε/m` and each other one `ε/m`,
/// exactly. Part of ε can be reserved for candidates without outcomes of their own, so that a new one among many old
/// ones is tried at a rate that does not depend on how many these are.
///
/// - SeeAlso: Sutton & Barto (2018), "Reinforcement Learning: An Introduction", 2nd edition, section 2.2.
public struct EpsilonGreedyPolicy: RoutingPolicy {
    /// Name and parameters, for example `epsilon_greedy(0.05)`; limits are named where there are any.
    public let name: String
    /// Probability of a draw, [0, 1].
    public let epsilon: Double
    /// Expected utility that a candidate may be behind and still be drawn; infinite = any.
    public let maxRegret: Double
    /// Part of ε that is reserved for candidates without own outcomes while there are any within reach, [0, 1].
    public let newcomerShare: Double

    /// Keeps the parameters.
    ///
    /// - Precondition: they lie in their ranges.
    public init(epsilon: Double, maxRegret: Double = .infinity, newcomerShare: Double = 0) {
        precondition((0...1).contains(epsilon), "an ε of \(epsilon) is outside of 0...1")
        precondition(maxRegret >= 0, "a regret of \(maxRegret) is negative")
        precondition((0...1).contains(newcomerShare), "a share of \(newcomerShare) is outside of 0...1")
        self.epsilon = epsilon
        self.maxRegret = maxRegret
        self.newcomerShare = newcomerShare
        var parameters = ["\(epsilon)"]
        if maxRegret < .infinity { parameters.append("max_regret=\(maxRegret)") }
        if newcomerShare > 0 { parameters.append("newcomers=\(newcomerShare)") }
        name = "epsilon_greedy(\(parameters.joined(separator: ",")))"
    }

    /// `1 − ε` on the highest utility and ε spread over all within reach.
    public func distribution(over context: PolicyContext) -> ActionDistribution {
        let within = (0..<context.count).filter { context.regret(of: $0) <= maxRegret }
        guard within.count > 1 else { return ActionDistribution(certain: context.best, of: context.count) }
        let newcomers = newcomerShare > 0 ? within.filter { !context.hasOwnOutcomes[$0] } : []
        let reserved = newcomers.isEmpty ? 0 : epsilon * newcomerShare
        var probabilities = [Double](repeating: 0, count: context.count)
        for index in within { probabilities[index] = (epsilon - reserved) / Double(within.count) }
        for index in newcomers { probabilities[index] += reserved / Double(newcomers.count) }
        probabilities[context.best] += 1 - epsilon
        return ActionDistribution(weights: probabilities)
    }
}
