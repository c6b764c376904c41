import ArgumentParser
import RouterConfiguration
import RouterModel

/// What `--explore` says: a probability for ε-greedy, `thompson` or `none`.
struct ExploreOption: ExpressibleByArgument {
    private let policy: Configuration.Exploration.Policy
    /// `nil` = as configured.
    private let epsilon: Double?

    /// What is accepted, for messages.
    static let accepted = "a probability from 0 to 1 (ε-greedy), thompson or none"

    init?(argument: String) {
        if let epsilon = Double(argument) {
            guard (0...1).contains(epsilon) else { return nil }
            (policy, self.epsilon) = (.epsilonGreedy, epsilon)
        } else {
            guard let policy = Configuration.Exploration.Policy(rawValue: argument) else { return nil }
            (self.policy, epsilon) = (policy, nil)
        }
    }

    /// Puts the option over what is configured.
    func apply(to exploration: inout Configuration.Exploration) {
        exploration.policy = policy
        if let epsilon { exploration.epsilon = epsilon }
    }
}

extension Configuration.Exploration {
    /// The policy that is configured.
    var routingPolicy: any RoutingPolicy {
        switch policy {
        case .none: GreedyPolicy()
        case .epsilonGreedy:
            EpsilonGreedyPolicy(epsilon: epsilon, maxRegret: maxRegret, newcomerShare: newcomers)
        case .thompson: ThompsonPolicy(floor: floor, scale: scale, maxRegret: maxRegret)
        }
    }
}
