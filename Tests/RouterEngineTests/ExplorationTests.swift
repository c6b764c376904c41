import Foundation
import RouterCore
import RouterFeatures
import RouterModel
import RouterTesting
import RouterWire
import Testing

@testable import RouterEngine

@Suite("Exploring decisions")
struct ExplorationTests {
    private func maker(_ policy: any RoutingPolicy, tradeoff: Tradeoff = .qualityOnly) throws -> DecisionMaker {
        DecisionMaker(
            model: SmallModel.model, extractor: FeatureExtractor(), bundleID: "small@0",
            pool: try CandidatePool(["weak", "middle", "strong"].map { SmallModel.candidate($0, usdPerMillion: 1) }),
            tradeoff: tradeoff, policy: policy)
    }

    @Test("each candidate is chosen as often as its probability says, and the same seed chooses the same")
    func draws() throws {
        let maker = try maker(EpsilonGreedyPolicy(epsilon: 0.3))
        var counts: [CandidateID: Int] = [:]
        for seed in UInt64(1)...3000 {
            let decision = try maker.decide(RoutingRequest(prompt: "Hi"), id: "a", seed: seed)
            #expect(try maker.decide(RoutingRequest(prompt: "Hi"), id: "a", seed: seed) == decision)
            #expect(decision.policy == "epsilon_greedy(0.3)")
            #expect(decision.isExploratory == (decision.choice != "strong"))
            counts[decision.choice, default: 0] += 1
        }
        // Five standard deviations of 3000 draws at .1 and .8.
        #expect(abs((counts["weak"] ?? 0) - 300) < 83 && abs((counts["middle"] ?? 0) - 300) < 83)
        #expect(abs((counts["strong"] ?? 0) - 2400) < 110)
    }

    @Test("behind a candidate that is tried, the others come by utility")
    func fallbackOrder() throws {
        let maker = try maker(EpsilonGreedyPolicy(epsilon: 1))
        let decisions = try (UInt64(1)...60).map { try maker.decide(RoutingRequest(prompt: "Hi"), id: "a", seed: $0) }
        #expect(Set(decisions.map(\.choice)).count == 3)
        for decision in decisions {
            let others = (["strong", "middle", "weak"] as [CandidateID]).filter { $0 != decision.choice }
            #expect(decision.fallbackOrder == [decision.choice] + others)
            #expect(abs(decision.propensity.value - 1.0 / 3) < 1e-15)
        }
    }

    @Test("nobody is tried in the middle of a conversation, whether its candidate is kept or left")
    func conversations() throws {
        let maker = try maker(EpsilonGreedyPolicy(epsilon: 1))
        for (warm, policy) in [("strong", DecisionMaker.stickyPolicy), ("weak", "greedy")] {
            for seed in UInt64(1)...20 {
                var request = RoutingRequest(prompt: "Hi")
                request.warm = WarmCandidate(candidate: CandidateID(warm), cachedTokens: 0)
                let decision = try maker.decide(request, id: "a", seed: seed)
                #expect(decision.choice == "strong" && decision.propensity == .certain)
                #expect(decision.policy == policy && !decision.isExploratory)
            }
        }
    }

    @Test("what may be lost is asked once, and a refusal leaves the best with certainty under a name that says so")
    func capped() throws {
        let maker = try maker(EpsilonGreedyPolicy(epsilon: 0.3), tradeoff: .balanced)
        var asked: [ExpectedRegret] = []
        let decision = try maker.decide(RoutingRequest(prompt: "Hi"), id: "a", seed: 3, conditions: []) {
            asked.append($0)
            return false
        }
        #expect(decision.choice == "strong" && decision.propensity == .certain && !decision.isExploratory)
        #expect(decision.policy == "capped(epsilon_greedy(0.3))")
        #expect(decision.candidates.map(\.probability) == [0, 0, 1])
        // A tenth each for .2 and .4 less, at 10 a dollar.
        #expect(asked.count == 1 && abs(asked[0].utility - 0.06) < 1e-6)
        #expect(abs((asked[0].usd ?? 0) - 0.006) < 1e-7)
    }

    @Test("a policy that does not explore is never asked what it may lose")
    func greedy() throws {
        let decision = try maker(GreedyPolicy()).decide(
            RoutingRequest(prompt: "Hi"), id: "a", seed: 3, conditions: []
        ) { _ in false }
        #expect(decision.policy == "greedy" && decision.propensity == .certain)
    }

    @Test("a candidate without outcomes of its own has a wide distribution, and is tried more than a worse known one")
    func newcomer() throws {
        let maker = DecisionMaker(
            model: SmallModel.model, extractor: FeatureExtractor(), bundleID: "small@0",
            pool: try CandidatePool(
                ["weak", "unheard-of", "strong"].map { SmallModel.candidate($0, usdPerMillion: 1) }),
            tradeoff: .qualityOnly, policy: ThompsonPolicy(floor: 0.001, scale: 10))
        let decision = try maker.decide(RoutingRequest(prompt: "Hi"), id: "a", seed: 1)
        #expect(decision.candidates.map(\.estimate.basis) == [.ownHead, .price, .ownHead])
        #expect(abs(decision.candidates[0].probability - 0.001) < 1e-9)
        #expect(decision.candidates[1].probability > 0.1)
    }
}

@Suite("Exploring in the engine")
struct EngineExplorationTests {
    @Test("a request is charged with its expected regret, and beyond the cap decisions are greedy and counted so")
    func charging() async throws {
        // Each request loses .3 · (.2 + .4) / 3 = .06 in expectation.
        let budget = ExplorationBudget(maxRegretPerDay: 0.13)
        let fixture = try EngineFixture(
            ["strong": .chatCompletion(), "middle": .chatCompletion(), "weak": .chatCompletion()],
            policy: EpsilonGreedyPolicy(epsilon: 0.3), exploration: budget)
        for _ in 0..<4 { _ = try await fixture.ask() }
        let decisions = fixture.store.records.decisions
        #expect(
            decisions.map(\.policy)
                == ["epsilon_greedy(0.3)", "epsilon_greedy(0.3)"]
                + ["capped(epsilon_greedy(0.3))", "capped(epsilon_greedy(0.3))"])
        #expect(decisions.suffix(2).allSatisfy { $0.choice == "strong" && $0.propensity == .certain })
        let metrics = try fixture.metrics()
        #expect(abs((metrics.value("autorouter_exploration_regret_today") ?? 0) - 0.12) < 1e-6)
        #expect(metrics.value("autorouter_exploration_max_regret_per_day") == 0.13)
        #expect(metrics.value("autorouter_exploration_refused_today") == 2)
        for name in ["weak", "middle", "strong"] {
            let explored = decisions.count { $0.isExploratory && $0.choice.rawValue == name }
            let counted = metrics.value("autorouter_explorations_total", ["model": name])
            #expect(counted == (explored > 0 ? Double(explored) : nil))
        }
    }

    @Test("a decision that sends nothing shows the probabilities and charges nothing")
    func dryRun() throws {
        let budget = ExplorationBudget(maxRegretPerDay: 0.1)
        let fixture = try EngineFixture(policy: EpsilonGreedyPolicy(epsilon: 0.3), exploration: budget)
        let request = try ChatRequest(body: Array(EngineFixture.body().utf8))
        for _ in 0..<5 {
            let decision = try fixture.engine.decide(request, for: Caller())
            #expect(decision.policy == "epsilon_greedy(0.3)")
            #expect(decision.candidates.allSatisfy { $0.probability > 0 })
        }
        #expect(budget.account(at: Date()).regret == 0)
    }

    @Test("behind a candidate that the client names, auto stands for the ranking, without a draw")
    func fallbacks() async throws {
        let budget = ExplorationBudget()
        let fixture = try EngineFixture(
            ["strong": .chatCompletion(), "middle": .chatCompletion()], policy: EpsilonGreedyPolicy(epsilon: 1),
            exploration: budget)
        for _ in 0..<5 {
            let reply = try await fixture.ask("weak", #""models":["auto"]"#)
            #expect(reply.candidate == "strong")
        }
        #expect(budget.account(at: Date()).chargedCount == 0)
    }
}
