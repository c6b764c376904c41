import RouterCore
import RouterFeatures
import RouterModel
import Testing

@testable import RouterEngine

@Suite("What holds for every decision")
struct DecisionPropertyTests {
    /// Each candidate as likely as its rank allows: a policy under which every eligible one can be chosen.
    private struct EvenPolicy: RoutingPolicy {
        let name = "even"

        func distribution(over context: PolicyContext) -> ActionDistribution {
            ActionDistribution(weights: [Double](repeating: 1, count: context.count))
        }
    }

    private let policies: [any RoutingPolicy] = [
        EvenPolicy(), GreedyPolicy(), EpsilonGreedyPolicy(epsilon: 0.4, maxRegret: 0.5, newcomerShare: 0.5),
        ThompsonPolicy(floor: 0.02),
    ]

    private func pick<Element>(_ elements: [Element], _ random: inout SplitMix64) -> Element {
        elements[Int(random.next() % UInt64(elements.count))]
    }

    private func pool(_ random: inout SplitMix64) throws -> CandidatePool {
        try CandidatePool(
            ["weak", "middle", "strong", "unheard-of", "fifth", "sixth"].map { name in
                let usd = pick([nil, 0.0, 1, 20], &random)
                return Candidate(
                    id: CandidateID(name), provider: pick(["north", "South", "east"], &random), upstreamModel: name,
                    price: Price(promptUSDPerMillion: usd, completionUSDPerMillion: usd, cacheReadUSDPerMillion: 0.1),
                    contextTokens: pick([nil, 5, 1000], &random), capabilities: pick([nil, .tools, []], &random),
                    privacy: PrivacyTerms(trainsOnPrompts: pick([nil, true, false], &random)),
                    quantization: pick([nil, "fp8"], &random))
            })
    }

    private func request(_ random: inout SplitMix64) throws -> RoutingRequest {
        var request = RoutingRequest(prompt: "Hi there")
        request.needs.capabilities = pick([[], [], .tools], &random)
        request.needs.maxOutputTokens = pick([nil, nil, 50], &random)
        request.constraints.order = pick([.utility, .utility, .price, .throughput, .latency], &random)
        request.constraints.costTier = pick([nil, nil, nil] + CostTier.allCases, &random)
        request.constraints.tradeoff = pick([nil, .qualityOnly, try Tradeoff(8)], &random)
        request.constraints.excluded = pick([[], [try CandidatePattern("*e*")]], &random)
        request.constraints.providers.order = pick([[], [], ["south"], ["east", "north"]], &random)
        request.constraints.providers.ignore = pick([[], [], ["NORTH"]], &random)
        request.constraints.providers.allowsFallbacks = random.next() % 3 > 0
        request.constraints.providers.deniesDataCollection = random.next() % 5 == 0
        request.constraints.providers.preferredMinThroughput = pick(
            [nil, PreferredBound(byPercentile: [50: 30])], &random)
        request.constraints.providers.maxPrice = pick([nil, nil, PriceCeiling(promptUSDPerMillion: 5)], &random)
        if random.next() & 1 == 0 {
            request.warm = WarmCandidate(
                candidate: pick(["weak", "strong", "gone"], &random), cachedTokens: pick([0, 3000], &random),
                isPinned: random.next() % 4 == 0)
        }
        return request
    }

    private func conditions(_ random: inout SplitMix64) -> [CandidateCondition] {
        guard random.next() & 1 == 0 else { return [] }
        return (0..<6).map { _ in
            var condition = CandidateCondition()
            condition.isHealthy = random.next() % 3 > 0
            condition.tokensPerSecond = pick([[:], [50: 20], [50: 90]], &random)
            condition.firstTokenSeconds = pick([[:], [50: 0.1]], &random)
            return condition
        }
    }

    @Test(
        "the choice can serve, probabilities are of eligible ones and sum to one, fallbacks are exactly the eligible ones",
        arguments: UInt64(1)...400)
    func properties(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pool = try pool(&random)
        let (request, conditions) = (try request(&random), conditions(&random))
        let maker = DecisionMaker(
            model: SmallModel.make(shift: 0.02), extractor: FeatureExtractor(), bundleID: "small@0", pool: pool,
            tradeoff: .balanced, policy: pick(policies, &random))
        let decision: RoutingDecision
        do { decision = try maker.decide(request, id: "a", seed: seed, conditions: conditions) } catch {
            let error = try #require(error as? EngineError)
            #expect(error.code == .noEligibleCandidate && error.exclusions.allSatisfy { !$0.codes.isEmpty })
            #expect(throws: EngineError.self) {
                try RoutingDecision.degraded(
                    to: "weak", pool: pool, request: request, id: "a", conditions: conditions, reason: "none")
            }
            return
        }
        let eligible = Set(decision.candidates.filter(\.isEligible).map(\.candidate))
        #expect(decision.candidates.map(\.candidate) == pool.candidates.map(\.id))
        #expect(eligible.contains(decision.choice) && decision.chosen?.probability == decision.propensity.value)
        #expect(abs(decision.candidates.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
        #expect(decision.candidates.allSatisfy { $0.isEligible || $0.probability == 0 })
        #expect(decision.fallbackOrder.first == decision.choice)
        let providers = request.constraints.providers
        let isAlone = !providers.allowsFallbacks && providers.order.isEmpty
        #expect(Set(decision.fallbackOrder) == (isAlone ? [decision.choice] : eligible))
        #expect(Set(decision.fallbackOrder).count == decision.fallbackOrder.count)
        #expect(try maker.decide(request, id: "a", seed: seed, conditions: conditions) == decision)
    }
}
