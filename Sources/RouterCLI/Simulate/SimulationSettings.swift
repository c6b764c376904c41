import RouterCore
import RouterModel
import RouterTraining

/// What is simulated.
struct SimulationSettings {
    /// Requests that are served one after the other.
    let requestCount: Int
    /// The dial.
    let tradeoff: Tradeoff
    /// How the router explores while it learns.
    let policy: any RoutingPolicy
    /// Numbers of requests after which the router is judged on prompts that it does not serve, ascending.
    let checkpoints: [Int]
    /// How heads learn.
    let recipe: LearningRecipe

    /// The scores of the tables are the feedback, and nothing else counts.
    static let rules: RewardRules = {
        var rules = RewardRules()
        rules.observationWeight = 0
        return rules
    }()

    /// The first retraining, in requests, and how much the log grows to the next: learning is cheap, and the first
    /// outcomes teach the most.
    static let firstRetraining = 25
    static let retrainingGrowth = 1.1

    /// The number of requests after which the log is learned from again.
    static func nextRetraining(after count: Int) -> Int {
        max(count + firstRetraining, Int(Double(count) * retrainingGrowth))
    }

    /// Checkpoints up to a number of requests: close to each other at first.
    static func checkpoints(upTo count: Int) -> [Int] {
        let usual =
            [100, 250, 500, 1_000, 1_500, 2_000, 2_500, 3_000, 4_000] + stride(from: 5_000, to: count, by: 1_000)
        return usual.filter { $0 < count } + [count]
    }
}
