import RouterCore
import RouterFeatures
import RouterModel
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
