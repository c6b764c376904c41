import RouterCore
import RouterFeatures
import RouterModel

extension RoutingDecision {
    /// The decision that is left when there is no model to decide: the default candidate, and after it the others in
    /// pool order, or all of them in the order that the client asks for.
    ///
    /// Constraints hold as ever. There are no estimates: where costs are compared, prices are instead.
    ///
    /// - Parameters:
    ///   - preferred: the default, one of the pool.
    ///   - pool: the candidates.
    ///   - request: what is asked.
    ///   - id: name of the decision.
    ///   - conditions: how the candidates have done, in pool order; empty = all are healthy and nothing was observed.
    ///   - reason: why there is no model.
    /// - Returns: a decision of propensity 1 without verdicts, whose policy is `default`, or `pinned` where the client
    ///   keeps the candidate of its conversation.
    /// - Throws: ``EngineError`` with `.noEligibleCandidate`, naming the reasons of each.
    static func degraded(
        to preferred: CandidateID, pool: CandidatePool, request: RoutingRequest, id: String,
        conditions: [CandidateCondition] = [], reason: String
    ) throws -> RoutingDecision {
        let exclusions = Eligibility.exclusions(of: pool, for: request, conditions: conditions)
        let eligible = exclusions.indices.filter { exclusions[$0].isEmpty }
        guard !eligible.isEmpty else { throw EngineError.noEligibleCandidate(pool, exclusions) }
        let utilities = pool.candidates.map { $0.id == preferred ? 1.0 : 0 }
        var order =
            CandidateRanking(request.constraints, pool: pool, conditions: conditions)?
            .ranked(eligible, utilities: utilities, cost: pool.blendedPrice(at:), latency: { _ in nil })
            ?? eligible.filter { utilities[$0] == 1 } + eligible.filter { utilities[$0] == 0 }
        let pinned = request.warm.flatMap { $0.isPinned ? pool.index(of: $0.candidate) : nil }
        let isPinned = pinned.map(eligible.contains) ?? false
        if let pinned, isPinned { order = [pinned] + order.filter { $0 != pinned } }
        let providers = request.constraints.providers
        let isAlone = !providers.allowsFallbacks && providers.order.isEmpty
        return RoutingDecision(
            degradedTo: order.prefix(isAlone ? 1 : order.count).map { pool.candidates[$0].id },
            policy: isPinned ? DecisionMaker.pinnedPolicy : "default", request, id: id,
            FeatureExtractor().features(of: request), reason: reason)
    }

    /// The decision that a client has made by naming a candidate, where there is no model to estimate with.
    ///
    /// It has no verdicts; who could serve the request is what ``Eligibility/exclusions(of:for:conditions:)`` says.
    static func degraded(
        named choice: CandidateID, request: RoutingRequest, id: String, reason: String
    ) -> RoutingDecision {
        RoutingDecision(
            degradedTo: [choice], policy: DecisionMaker.namedPolicy, request, id: id,
            FeatureExtractor().features(of: request), reason: reason)
    }

    private init(
        degradedTo order: [CandidateID], policy: String, _ request: RoutingRequest, id: String,
        _ features: FeatureVector, reason: String
    ) {
        self.init(
            id: id, choice: order[0], propensity: .certain, policy: policy, bundle: "none",
            tradeoff: request.constraints.tradeoff ?? .balanced, seed: 0, candidates: [], fallbackOrder: order,
            features: features, degradedBy: reason)
    }
}
