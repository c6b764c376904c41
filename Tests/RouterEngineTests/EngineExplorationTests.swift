import Foundation
import RouterCore
import RouterEngine
import RouterModel
import RouterTesting
import RouterWire
import Testing

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
