import RouterCore
import RouterModel
import Testing

@Suite("What holds for every policy")
struct PolicyPropertyTests {
    private static let policies: [any RoutingPolicy] = [
        GreedyPolicy(), EpsilonGreedyPolicy(epsilon: 0), EpsilonGreedyPolicy(epsilon: 0.05),
        EpsilonGreedyPolicy(epsilon: 1), EpsilonGreedyPolicy(epsilon: 0.2, maxRegret: 0.05, newcomerShare: 0.5),
        ThompsonPolicy(), ThompsonPolicy(floor: 0), ThompsonPolicy(floor: 1), ThompsonPolicy(floor: 0.02, scale: 0.3),
        ThompsonPolicy(floor: 0.02, maxRegret: 0.05),
    ]

    @Test("probabilities lie in [0, 1] and sum to one; the same context gives the same ones", arguments: UInt64(1)...200)
    func distributions(seed: UInt64) throws {
        let context = PolicyContext.random(seed: seed)
        for policy in Self.policies {
            let distribution = policy.distribution(over: context)
            #expect(distribution.probabilities.count == context.count)
            #expect(distribution.probabilities.allSatisfy { (0...1).contains($0) })
            #expect(abs(distribution.probabilities.reduce(0, +) - 1) < 1e-12, "\(policy.name), seed \(seed)")
            #expect(policy.distribution(over: context) == distribution)
            let regret = context.regret(of: distribution)
            #expect(regret.utility >= 0 && regret.usd == regret.utility / 10)
        }
    }

    @Test("the propensity of a candidate is the frequency with which it is drawn", arguments: UInt64(1)...4)
    func frequencies(seed: UInt64) {
        let context = PolicyContext(
            expected: [0.7, 0.66, 0.6, 0.71], deviations: [0.05, 0.1, 0.02, 0.01], newcomers: [1])
        let draws = 40_000
        for policy in Self.policies {
            let distribution = policy.distribution(over: context)
            var random = SplitMix64(seed: seed)
            var counts = [0, 0, 0, 0]
            for _ in 0..<draws {
                let draw = distribution.sample(using: &random)
                #expect(draw.propensity.value == distribution.probabilities[draw.index])
                counts[draw.index] += 1
            }
            for (count, probability) in zip(counts, distribution.probabilities) {
                // Five standard deviations of a frequency.
                let bound = 5 * (probability * (1 - probability) / Double(draws)).squareRoot()
                #expect(abs(Double(count) / Double(draws) - probability) <= bound, "\(policy.name), seed \(seed)")
            }
        }
    }

    @Test(
        "who is further behind than may be lost is never drawn, and the best always may be",
        arguments: UInt64(1)...100)
    func reach(seed: UInt64) {
        let context = PolicyContext.random(seed: seed)
        for policy: any RoutingPolicy in [
            EpsilonGreedyPolicy(epsilon: 0.3, maxRegret: 0.04), ThompsonPolicy(floor: 0.01, maxRegret: 0.04),
        ] {
            let probabilities = policy.distribution(over: context).probabilities
            for index in 0..<context.count {
                #expect((probabilities[index] > 0) == (context.regret(of: index) <= 0.04))
            }
            #expect(context.regret(of: policy.distribution(over: context)).utility <= 0.04)
        }
    }

    @Test("regret is counted from the candidate that would be chosen without exploring, without margins")
    func regret() throws {
        let context = PolicyContext(
            utilities: [0.5, 0.45, 0.1], expected: [0.5, 0.6, 0.3], deviations: [0, 0.1, 0.1],
            hasOwnOutcomes: [true, true, true], places: [0, 2, 5], qualityPerUSD: 0)
        #expect(context.best == 0)
        #expect((0..<3).map { context.regret(of: $0) } == [0, 0, 0.2])
        let regret = context.regret(of: try ActionDistribution([0.5, 0.25, 0.25]))
        #expect(regret == ExpectedRegret(utility: 0.05, usd: nil))
        #expect(context.regret(of: ActionDistribution(certain: 0, of: 3)).utility == 0)
    }

    @Test("names hold every parameter, so that two policies of one name are the same")
    func names() {
        #expect(
            Self.policies.map(\.name) == [
                "greedy", "epsilon_greedy(0.0)", "epsilon_greedy(0.05)", "epsilon_greedy(1.0)",
                "epsilon_greedy(0.2,max_regret=0.05,newcomers=0.5)", "thompson(floor=0.01)", "thompson(floor=0.0)",
                "thompson(floor=1.0)", "thompson(floor=0.02,scale=0.3)", "thompson(floor=0.02,max_regret=0.05)",
            ])
    }
}
