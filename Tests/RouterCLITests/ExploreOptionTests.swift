import RouterConfiguration
import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel
import RouterWire
import Testing

@testable import RouterCLI

@Suite("Exploring by option")
struct ExploreOptionTests {
    @Test(
        "the option names the policy, and the configuration its limits",
        arguments: [
            ("0.2", "epsilon_greedy(0.2,max_regret=0.3,newcomers=0.5)"),
            ("thompson", "thompson(floor=0.01,max_regret=0.3)"),
            ("epsilon_greedy", "epsilon_greedy(0.05,max_regret=0.3,newcomers=0.5)"), ("none", "greedy"),
        ])
    func policies(argument: String, name: String) throws {
        var exploration = Configuration.Exploration()
        exploration.policy = .thompson
        try #require(ExploreOption(argument: argument)).apply(to: &exploration)
        #expect(exploration.routingPolicy.name == name)
    }

    @Test("anything else is refused", arguments: ["", "1.01", "-0.1", "nan", "ucb", "0,05"])
    func refused(argument: String) { #expect(ExploreOption(argument: argument) == nil) }

    private func batch(seed: UInt64) throws -> RouteBatch {
        // One is expected to be much worse than the other, and is tried all the same.
        RouteBatch(
            maker: try ExplanationReportTests.maker(policy: EpsilonGreedyPolicy(epsilon: 1)),
            constraints: RoutingConstraints(), seed: seed, format: .jsonl)
    }

    /// The choice and the seed of each of a few lines.
    private func decisions(_ batch: RouteBatch, count: Int) throws -> [(choice: String?, seed: String?)] {
        let outcomes = batch.decide(
            (0..<count).map { _ in Array("Prove it.".utf8) }, firstNumbers: Array(1...count))
        return try outcomes.map { outcome in
            guard case .decided(.json(let json)) = outcome else { return (nil, nil) }
            let root = try JSONDocument(json).root
            return (root["model"]?.string, root["seed"]?.string)
        }
    }

    @Test("the same seed gives a file the same decisions, each line has a draw of its own, and its seed replays it")
    func replay() throws {
        let first = try decisions(batch(seed: 7), count: 40)
        #expect(try decisions(batch(seed: 7), count: 40).map(\.choice) == first.map(\.choice))
        #expect(Set(first.map(\.choice)).count > 1 && Set(first.map(\.seed)).count == 40)
        for decision in first.prefix(5) {
            let seed = try #require(decision.seed.flatMap { UInt64($0) })
            let again = try batch(seed: seed).decide(RoutingRequest(prompt: "Prove it."), id: "prompt")
            #expect(again.choice.rawValue == decision.choice)
        }
    }
}
