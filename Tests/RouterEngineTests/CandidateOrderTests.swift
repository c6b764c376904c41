import RouterCore
import RouterFeatures
import RouterModel
import Testing

@testable import RouterEngine

@Suite("Orders that a client asks for")
struct CandidateOrderTests {
    /// By utility at the dial's quality end: strong, middle, weak, and behind it, by its margin, the unpriced one.
    private func maker() throws -> DecisionMaker {
        let pool = try CandidatePool([
            SmallModel.candidate("weak", usdPerMillion: 2, provider: "north"),
            SmallModel.candidate("strong", usdPerMillion: 30, provider: "South"),
            SmallModel.candidate("unpriced", provider: "east"),
            SmallModel.candidate("middle", usdPerMillion: 2, provider: "south"),
        ])
        return DecisionMaker(
            model: SmallModel.model, extractor: FeatureExtractor(), bundleID: "small@0", pool: pool,
            tradeoff: .qualityOnly)
    }

    private func decide(
        _ conditions: [CandidateCondition] = [], _ change: (inout RoutingConstraints) -> Void
    ) throws -> RoutingDecision {
        var request = RoutingRequest(prompt: "Hi")
        change(&request.constraints)
        return try maker().decide(request, id: "a", seed: 1, conditions: conditions)
    }

    /// In pool order; an empty list of numbers is "not observed".
    private func observed(speeds: [Double?] = [], firstTokens: [Double?] = []) -> [CandidateCondition] {
        (0..<4).map { place in
            var condition = CandidateCondition()
            if speeds.indices.contains(place) { condition.tokensPerSecond[50] = speeds[place] }
            if firstTokens.indices.contains(place) { condition.firstTokenSeconds[50] = firstTokens[place] }
            return condition
        }
    }

    private func isCertain(_ decision: RoutingDecision) -> Bool {
        decision.propensity == .certain
            && decision.candidates.allSatisfy { $0.probability == ($0.candidate == decision.choice ? 1 : 0) }
    }

    @Test("by price the cheapest comes first, ties by utility, an unknown cost last")
    func price() throws {
        let decision = try decide { $0.order = .price }
        #expect(decision.fallbackOrder == ["middle", "weak", "strong", "unpriced"])
        #expect(decision.policy == "order(price)" && isCertain(decision))
    }

    @Test("the provider's sort beats the order of the request")
    func sort() throws {
        let decision = try decide {
            $0.order = .price
            $0.providers.sort = .utility
        }
        #expect(decision.policy == "greedy")
        #expect(decision.fallbackOrder == ["strong", "middle", "weak", "unpriced"])
    }

    @Test("by throughput the fastest observed comes first, unobserved ones follow by utility")
    func throughput() throws {
        let conditions = observed(speeds: [50, nil, 80, nil])
        let decision = try decide(conditions) { $0.providers.sort = .throughput }
        #expect(decision.fallbackOrder == ["unpriced", "weak", "strong", "middle"])
        #expect(decision.policy == "order(throughput)" && isCertain(decision))
    }

    @Test("by latency the quickest observed comes first")
    func latency() throws {
        let conditions = observed(speeds: [1, 2, 3, 4], firstTokens: [0.2, nil, 0.1, 0.3])
        let decision = try decide(conditions) { $0.providers.sort = .latency }
        #expect(decision.fallbackOrder == ["unpriced", "weak", "middle", "strong"])
        #expect(decision.policy == "order(latency)")
    }

    @Test("without observations the time that is forecast decides", arguments: [CandidateOrder.throughput, .latency])
    func forecast(order: CandidateOrder) throws {
        var constraints = RoutingConstraints()
        constraints.order = order
        let ranking = try #require(CandidateRanking(constraints, pool: maker().pool, conditions: []))
        let latencies: [Double?] = [nil, 3, 1, nil]
        let ranked = ranking.ranked(
            [0, 1, 2, 3], utilities: [1, 2, 3, 4], cost: { _ in nil }, latency: { latencies[$0] })
        #expect(ranked == [2, 1, 3, 0])
    }

    @Test("candidates of the named providers come first, in that order, and by utility within one")
    func providerOrder() throws {
        let decision = try decide { $0.providers.order = ["nobody", "EAST", "south"] }
        #expect(decision.fallbackOrder == ["unpriced", "strong", "middle", "weak"])
        #expect(decision.policy == "order(utility)" && isCertain(decision))
        let priced = try decide {
            $0.providers.order = ["south"]
            $0.order = .price
        }
        #expect(priced.fallbackOrder == ["middle", "strong", "weak", "unpriced"])
    }

    @Test("an order without fallbacks excludes all others")
    func strictOrder() throws {
        let decision = try decide {
            $0.providers.order = ["south"]
            $0.providers.allowsFallbacks = false
        }
        #expect(decision.fallbackOrder == ["strong", "middle"])
        #expect(decision.candidates.map(\.isEligible) == [false, true, false, true])
    }

    @Test("without fallbacks and without an order, nobody but the choice is tried")
    func alone() throws {
        #expect(try decide { $0.providers.allowsFallbacks = false }.fallbackOrder == ["strong"])
        let cheapest = try decide {
            $0.providers.allowsFallbacks = false
            $0.order = .price
        }
        #expect(cheapest.fallbackOrder == ["middle"])
        #expect(cheapest.candidates.allSatisfy { $0.isEligible })
    }

    @Test("candidates that were seen to miss a bound come last, unobserved ones miss none")
    func bounds() throws {
        let conditions = observed(speeds: [90, 10, nil, 40], firstTokens: [0.1, 0.1, nil, 2])
        let slow = try decide(conditions) {
            $0.providers.preferredMinThroughput = PreferredBound(byPercentile: [50: 40, 90: 1000])
        }
        #expect(slow.fallbackOrder == ["middle", "weak", "unpriced", "strong"])
        #expect(slow.policy == "order(utility)" && isCertain(slow))
        let late = try decide(conditions) {
            $0.providers.preferredMaxLatency = PreferredBound(byPercentile: [50: 1.9])
            $0.providers.order = ["south"]
        }
        #expect(late.fallbackOrder == ["strong", "weak", "unpriced", "middle"])
    }

    @Test("a bound that nobody misses changes nothing")
    func idleBound() throws {
        let decision = try decide(observed(firstTokens: [1, 1, 1, 1])) {
            $0.providers.preferredMaxLatency = PreferredBound(byPercentile: [50: 2])
        }
        #expect(decision.policy == "greedy" && decision.choice == "strong")
    }

    @Test("the tier's candidates are chosen from, and the request's dial has no say then")
    func tier() throws {
        let decision = try decide {
            $0.costTier = .max
            $0.tradeoff = try? Tradeoff(10)
        }
        #expect(decision.choice == "strong" && decision.tradeoff == .qualityOnly)
        #expect(
            decision.candidates.map { $0.excludedBy.map(\.rawValue) } == [
                ["cost_tier"], [], ["cost_tier"], ["cost_tier"],
            ])
        #expect(try decide { $0.costTier = .low }.fallbackOrder == ["middle", "weak"])
    }

    @Test("a client's own choice keeps the reasons against it in the log")
    func named() throws {
        var conditions = observed()
        conditions[0].isHealthy = false
        let record = try maker().record(
            choice: "weak", for: RoutingRequest(prompt: "Hi"), id: "a", conditions: conditions)
        #expect(record.candidates[0].excludedBy == [.unhealthy] && record.choice == "weak")
        #expect(record.fallbackOrder == ["weak"] && record.candidates[0].probability == 1)
    }
}
