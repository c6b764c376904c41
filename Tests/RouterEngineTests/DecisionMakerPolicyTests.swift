import RouterCore
import RouterFeatures
import RouterModel
import Testing

@testable import RouterEngine

@Suite("Policies over estimates")
struct DecisionMakerPolicyTests {
    private func maker(_ policy: any RoutingPolicy) throws -> DecisionMaker {
        let candidates = [("weak", 1.0), ("middle", 20), ("strong", 400)].map {
            SmallModel.candidate($0, usdPerMillion: $1, context: $0 == "strong" ? 40 : nil)
        }
        return DecisionMaker(
            model: SmallModel.make(shift: 0.01), extractor: FeatureExtractor(), bundleID: "small@0",
            pool: try CandidatePool(candidates), tradeoff: .balanced, policy: policy)
    }

    private static let policies: [any RoutingPolicy] = [
        GreedyPolicy(), EpsilonGreedyPolicy(epsilon: 0.3, newcomerShare: 0.5), ThompsonPolicy(floor: 0.05),
    ]

    @Test(
        "the probabilities are those of the decision that was made from the same features, at every dial",
        arguments: policies.indices, [0, 2.5, 5, 10])
    func sameAsDecision(policy: Int, dial: Double) throws {
        let maker = try maker(Self.policies[policy])
        let tradeoff = try Tradeoff(dial)
        // The longer prompt is more than the strongest candidate takes.
        for prompt in ["Hi", String(repeating: "word after word ", count: 40)] {
            var request = RoutingRequest(prompt: prompt)
            request.constraints.tradeoff = tradeoff
            let decision = try maker.decide(request, id: "a", seed: 1)
            let isEligible = decision.candidates.map(\.isEligible)
            let estimates = decision.candidates.map(\.estimate)
            #expect(
                maker.probabilities(estimates, isEligible: isEligible, tradeoff: tradeoff)
                    == decision.candidates.map(\.probability))
            #expect(isEligible[2] == (prompt == "Hi"))
        }
    }

    @Test("candidates that could not serve have the probability 0, and the rest all of it")
    func eligibility() throws {
        for policy in Self.policies {
            let maker = try maker(policy)
            let estimates = maker.scorer.estimates(for: maker.extractor.features(of: RoutingRequest(prompt: "Hi")))
            let two = maker.probabilities(estimates, isEligible: [true, false, true], tradeoff: .balanced)
            #expect(two[1] == 0 && abs(two.reduce(0, +) - 1) <= 4 * .ulpOfOne)
            #expect(
                maker.probabilities(estimates, isEligible: [false, true, false], tradeoff: .balanced) == [0, 1, 0])
        }
    }

    @Test("expected utilities are quality less cost at the dial's rate, without any margin")
    func expected() throws {
        let maker = try maker(GreedyPolicy())
        let estimates = maker.scorer.estimates(for: maker.extractor.features(of: RoutingRequest(prompt: "Hi")))
        let utilities = maker.expectedUtilities(
            estimates, isEligible: [true, true, true], tradeoff: .balanced)
        for (utility, estimate) in zip(utilities, estimates) {
            let want = estimate.quality - Tradeoff.balanced.qualityPerUSD * (estimate.costUSD ?? 0)
            #expect(abs(utility - want) <= 8 * .ulpOfOne)
        }
    }

    @Test(
        "a client's choices and those of a conversation are told from what a policy has drawn",
        arguments: [
            ("named", true), ("pinned", true), ("sticky", true), ("order(price)", true), ("greedy", false),
            ("epsilon_greedy(0.05)", false), ("thompson(floor=0.01)", false), ("capped(thompson(floor=0.01))", false),
        ])
    func clients(policy: String, isClients: Bool) {
        #expect(DecisionMaker.isClientsPolicy(policy) == isClients)
    }
}
