import RouterConfiguration
import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel
import Testing

@testable import RouterCLI

@Suite("Replay targets")
struct ReplayTargetTests {
    private let fixture: BundleFixture
    private let record: LearningRecord
    private let pool: CandidatePool

    init() async throws {
        fixture = try BundleFixture()
        pool = try fixture.setup().configuredPool()
        try await LoggedTraffic(policy: EpsilonGreedyPolicy(epsilon: 0.5)).write(
            0..<1, to: fixture.logPath, fixture.learningSetup())
        record = try #require(await fixture.records().first)
    }

    private func probabilities(
        _ choice: ReplayTarget.Choice, _ record: LearningRecord? = nil, over offered: CandidatePool? = nil,
        costs: [Double] = [0.25, 0.125]
    ) -> [Double]? {
        let target = ReplayTarget(name: "target", choice: choice, pool: offered ?? pool, tradeoff: .balanced)
        return PlacedTarget(target, over: pool).probabilities(for: record ?? self.record, expectedCosts: costs)
    }

    @Test("each way to choose has its probabilities")
    func choices() throws {
        #expect(probabilities(.cheapest) == [0, 1])
        #expect(probabilities(.cheapest, costs: [0.5, 0.5]) == [1, 0])
        #expect(probabilities(.single("curious")) == [1, 0])
        #expect(probabilities(.random) == [0.5, 0.5])
        #expect(probabilities(.logged) == record.probabilities)
    }

    @Test("a bundle's model chooses as its decision maker would")
    func model() throws {
        let bundle = try fixture.setup().bundle()
        for policy in [GreedyPolicy(), EpsilonGreedyPolicy(epsilon: 0.5)] as [any RoutingPolicy] {
            let maker = DecisionMaker(bundle: bundle, pool: pool, tradeoff: .balanced, policy: policy)
            let decision = try maker.decide(RoutingRequest(prompt: "Question 0: why?"), id: "a", seed: 1)
            let got = try #require(probabilities(.model(bundle.model, bundle.extractor, policy)))
            for (got, want) in zip(got, decision.candidates) { #expect(abs(got - want.probability) <= 1e-12) }
        }
    }

    @Test("who is not offered is not chosen, and of nobody there are no probabilities")
    func offered() throws {
        let only = try CandidatePool([try #require(pool[id: "curious"])])
        let bundle = try fixture.setup().bundle()
        for choice in [.cheapest, .single("steady"), .random, .model(bundle.model, bundle.extractor, GreedyPolicy())]
            as [ReplayTarget.Choice]
        {
            #expect(probabilities(choice, over: only) == [1, 0])
        }
        let other = try CandidatePool([Candidate(id: "other", provider: "lab", upstreamModel: "other")])
        #expect(probabilities(.random, over: other) == nil)
        #expect(probabilities(.logged, over: other) == record.probabilities)
    }
}
