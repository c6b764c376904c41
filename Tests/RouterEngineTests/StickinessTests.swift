import RouterCore
import RouterFeatures
import RouterModel
import Testing

@testable import RouterEngine

@Suite("Keeping the candidate of a conversation")
struct StickinessTests {
    private func candidate(_ name: String, usd: Double?, cacheRead: Double? = nil) -> Candidate {
        Candidate(
            id: CandidateID(name), provider: "lab", upstreamModel: name,
            price: Price(
                promptUSDPerMillion: usd, completionUSDPerMillion: usd, cacheReadUSDPerMillion: cacheRead))
    }

    /// At the dial's middle, a cent weighs ten points of quality.
    private func maker(_ candidates: [Candidate], tradeoff: Tradeoff = .balanced, reach: Double = 0.02) throws
        -> DecisionMaker
    {
        DecisionMaker(
            model: SmallModel.model, extractor: FeatureExtractor(), bundleID: "small@0",
            pool: try CandidatePool(candidates), tradeoff: tradeoff, reach: reach)
    }

    private func request(
        _ warm: CandidateID, cached: Int, isPinned: Bool = false,
        _ change: (inout RoutingConstraints) -> Void = { _ in }
    ) -> RoutingRequest {
        var request = RoutingRequest(prompt: "Hi")
        request.warm = WarmCandidate(candidate: warm, cachedTokens: cached, isPinned: isPinned)
        change(&request.constraints)
        return request
    }

    /// Utilities: weak .5, middle .7, strong .9, but for less than a hundredth of a point of cost.
    private var cheap: [Candidate] {
        [
            candidate("weak", usd: 0.001), candidate("middle", usd: 10, cacheRead: 2),
            candidate("strong", usd: 0.001),
        ]
    }

    @Test("leaving is charged with the cached tokens times what the cache saves, and shown for all others")
    func charge() throws {
        // 2000 · (10 − 2) / 1e6 = 0.016 USD, at 10 a dollar: .16.
        let maker = try maker(cheap)
        let plain = try maker.decide(RoutingRequest(prompt: "Hi"), id: "a", seed: 1)
        let warm = try maker.decide(request("middle", cached: 2000), id: "a", seed: 1)
        #expect(plain.candidates.allSatisfy { $0.switchCostUSD == nil })
        #expect(warm.candidates.map(\.switchCostUSD) == [0.016, nil, 0.016])
        for (before, after) in zip(plain.candidates, warm.candidates) {
            let charge = after.candidate == "middle" ? 0 : 0.16
            #expect(abs(before.utility - charge - after.utility) < 1e-12)
            #expect(before.estimate == after.estimate)
        }
    }

    @Test(
        "the candidate is kept where the lost cache and the reach outweigh the difference, and left beyond",
        arguments: [(2000, 0.02, "strong"), (2500, 0.02, "middle"), (2500, 0, "strong"), (2700, 0, "middle")])
    func keeping(cached: Int, reach: Double, expected: String) throws {
        // The strong one is ahead by 0.2 and 100 tokens' price of the middle one, 0.01: 0.21 in all.
        let maker = try maker(cheap, reach: reach)
        let decision = try maker.decide(request("middle", cached: cached), id: "a", seed: 1)
        #expect(decision.choice == CandidateID(expected))
        #expect(decision.policy == (expected == "middle" ? "sticky" : "greedy"))
        #expect(decision.propensity == .certain)
        #expect(decision.chosen?.probability == 1)
        #expect(Set(decision.fallbackOrder).count == 3 && decision.fallbackOrder.first == decision.choice)
        #expect(try maker.decide(RoutingRequest(prompt: "Hi"), id: "a", seed: 1).choice == "strong")
    }

    @Test("a reach of a point keeps what is a point behind, though nothing is cached")
    func reach() throws {
        let maker = try maker(cheap, tradeoff: .qualityOnly, reach: 0.21)
        #expect(try maker.decide(request("middle", cached: 0), id: "a", seed: 1).policy == "sticky")
        #expect(try maker.decide(request("weak", cached: 0), id: "a", seed: 1).choice == "strong")
    }

    @Test(
        "nothing is charged where the price is unknown, and zero where the cache saves nothing",
        arguments: [(nil, nil, nil), (10, nil, 0), (10, 12, 0)] as [(Double?, Double?, Double?)])
    func noSaving(usd: Double?, cacheRead: Double?, expected: Double?) throws {
        let candidates = [candidate("weak", usd: usd, cacheRead: cacheRead), candidate("strong", usd: 0.1)]
        let decision = try maker(candidates).decide(request("weak", cached: 5000), id: "a", seed: 1)
        #expect(decision.candidates.map(\.switchCostUSD) == [nil, expected])
        #expect(decision.choice == "strong")
    }

    @Test("a pinned candidate is kept whatever it is worth and whatever order is asked for, as long as it can serve")
    func pinned() throws {
        let maker = try maker(cheap)
        for order in CandidateOrder.allCases {
            let decision = try maker.decide(
                request("weak", cached: 0, isPinned: true) { $0.order = order }, id: "a", seed: 1)
            #expect(decision.choice == "weak" && decision.policy == "pinned" && decision.propensity == .certain)
            #expect(decision.chosen?.probability == 1 && decision.fallbackOrder.count == 3)
        }
        let banned = try CandidatePattern("weak")
        let decision = try maker.decide(
            request("weak", cached: 9000, isPinned: true) { $0.excluded = [banned] }, id: "a", seed: 1)
        #expect(decision.choice == "strong" && decision.policy == "greedy")
        #expect(decision.candidates.allSatisfy { $0.switchCostUSD == nil })
    }

    @Test("under another order than utility's, or providers in order, nothing is charged and nobody is kept")
    func otherOrders() throws {
        let maker = try maker(cheap)
        let byPrice = try maker.decide(request("middle", cached: 9000) { $0.order = .price }, id: "a", seed: 1)
        let byProvider = try maker.decide(
            request("middle", cached: 9000) { $0.providers.order = ["lab"] }, id: "a", seed: 1)
        for decision in [byPrice, byProvider] {
            #expect(decision.choice == "strong" && decision.candidates.allSatisfy { $0.switchCostUSD == nil })
        }
    }

    @Test("a candidate that is no longer in the pool changes nothing")
    func gone() throws {
        let maker = try maker(cheap)
        #expect(
            try maker.decide(request("gone", cached: 9000), id: "a", seed: 1)
                == maker.decide(RoutingRequest(prompt: "Hi"), id: "a", seed: 1))
    }
}
