import RouterCore
import Testing

@testable import RouterEngine

@Suite("Decisions without a model")
struct DegradedDecisionTests {
    private func degraded(
        _ request: RoutingRequest, to preferred: CandidateID = "middle",
        conditions: [CandidateCondition] = []
    ) throws -> RoutingDecision {
        try RoutingDecision.degraded(
            to: preferred, pool: pool(), request: request, id: "a", conditions: conditions, reason: "no bundle")
    }

    private func pool() throws -> CandidatePool {
        try CandidatePool([
            SmallModel.candidate("weak", usdPerMillion: 2, context: 1000),
            SmallModel.candidate("strong", usdPerMillion: 1),
            SmallModel.candidate("middle", usdPerMillion: 3, provider: "other"),
        ])
    }

    @Test("the default comes first and the others follow in pool order")
    func order() throws {
        let decision = try degraded(RoutingRequest(prompt: "Hi"))
        #expect(decision.fallbackOrder == ["middle", "weak", "strong"] && decision.choice == "middle")
        #expect(decision.policy == "default" && decision.degradedBy == "no bundle" && decision.candidates.isEmpty)
    }

    @Test("constraints hold, for the default too")
    func constraints() throws {
        var request = RoutingRequest(prompt: "Hi")
        request.constraints.excluded = [try CandidatePattern("middle")]
        #expect(try degraded(request).fallbackOrder == ["weak", "strong"])
        request.needs.maxOutputTokens = 5000
        #expect(try degraded(request).fallbackOrder == ["strong"])
        request.constraints.excluded = [try CandidatePattern("*")]
        let error = #expect(throws: EngineError.self) { try degraded(request) }
        #expect(error?.code == .noEligibleCandidate)
        #expect(error?.exclusions.map(\.codes.count) == [2, 1, 1])
    }

    @Test("what a client asks for still counts: order, tier, fallbacks, pinning, health")
    func wishes() throws {
        var request = RoutingRequest(prompt: "Hi")
        request.constraints.order = .price
        #expect(try degraded(request).fallbackOrder == ["strong", "weak", "middle"])
        request.constraints.providers.allowsFallbacks = false
        #expect(try degraded(request).fallbackOrder == ["strong"])
        request.constraints = RoutingConstraints()
        request.constraints.costTier = .max
        #expect(try degraded(request).fallbackOrder == ["middle"])
        request.constraints.costTier = nil
        request.warm = WarmCandidate(candidate: "strong", cachedTokens: 0, isPinned: true)
        let pinned = try degraded(request)
        #expect(pinned.fallbackOrder == ["strong", "middle", "weak"] && pinned.policy == "pinned")
        var conditions = [CandidateCondition](repeating: CandidateCondition(), count: 3)
        conditions[1].isHealthy = false
        #expect(try degraded(request, conditions: conditions).fallbackOrder == ["middle", "weak"])
    }

    @Test("a candidate that the client names is taken as it is; who could serve is said apart")
    func named() throws {
        var request = RoutingRequest(prompt: "Hi")
        request.constraints.permitted = [try CandidatePattern("strong")]
        let decision = RoutingDecision.degraded(named: "middle", request: request, id: "a", reason: "no bundle")
        #expect(decision.fallbackOrder == ["middle"] && decision.policy == "named")
        #expect(decision.degradedBy == "no bundle" && decision.features.promptTokens > 0)
        let exclusions = Eligibility.exclusions(of: try pool(), for: request)
        #expect(exclusions.map { $0.map(\.rawValue) } == [["key_permissions"], [], ["key_permissions"]])
    }
}
