import Logging
import RouterCore
import RouterModel
import RouterWire

extension RoutingPlanner {
    /// What is demanded of a candidate that the client names.
    func named(
        _ request: any ClientRequest, _ variant: ModelVariant?, _ caller: Caller
    ) -> RoutingRequest {
        var routing = request.routing
        routing.constraints.permitted = caller.permitted
        variant?.apply(to: &routing)
        // The client has made the choice itself: what it says about the router's choice does not bind it.
        routing.constraints.allowed = nil
        routing.constraints.excluded = []
        routing.constraints.costTier = nil
        return routing
    }

    /// What the first name of a request, or `auto` behind others, comes to.
    ///
    /// - Throws: ``EngineError`` if nobody can serve the request, or the name means nothing.
    func decide(
        _ meaning: ModelNames.Meaning, _ request: any ClientRequest, _ caller: Caller, id: String,
        mayLose: (ExpectedRegret) -> Bool
    ) throws -> Verdict {
        switch meaning {
        case .unknown(let reason):
            throw EngineError(.unknownModel, reason)
        case .candidate(let index, let variant):
            let routing = named(request, variant, caller)
            let choice = pool.candidates[index].id
            guard let maker else {
                return degraded(
                    .degraded(named: choice, request: routing, id: id, reason: Self.noBundle), routing)
            }
            return Verdict(
                decision: maker.record(choice: choice, for: routing, id: id, conditions: conditions(routing)))
        case .decide(let preset, let variant):
            var routing = request.routing
            routing.constraints.permitted = caller.permitted
            preset?.apply(to: &routing)
            variant?.apply(to: &routing)
            routing.warm = warm(request.parameters, caller)
            guard let maker else {
                services.logger.warning("Routing without a bundle", metadata: ["router.decision.id": "\(id)"])
                return degraded(
                    try .degraded(
                        to: defaultCandidate, pool: pool, request: routing, id: id, conditions: conditions(routing),
                        reason: Self.noBundle), routing)
            }
            return Verdict(
                decision: try maker.decide(
                    routing, id: id, seed: UInt64.random(in: .min ... .max), conditions: conditions(routing),
                    mayLose: mayLose))
        }
    }

    private static let noBundle = "no bundle is loaded"

    private func degraded(_ decision: RoutingDecision, _ routing: RoutingRequest) -> Verdict {
        Verdict(
            decision: decision,
            exclusions: Eligibility.exclusions(of: pool, for: routing, conditions: conditions(routing)))
    }

    /// How the candidates have done, as far as a request asks.
    func conditions(_ routing: RoutingRequest) -> [CandidateCondition] {
        let providers = routing.constraints.providers
        let order = providers.sort ?? routing.constraints.order
        let needsPercentiles =
            order == .throughput || order == .latency || providers.preferredMaxLatency != nil
            || providers.preferredMinThroughput != nil
        return services.health.conditions(withPercentiles: needsPercentiles)
    }

    private func warm(_ parameters: RoutingParameters, _ caller: Caller) -> WarmCandidate? {
        let known = parameters.session.flatMap { services.sessions?.warm(for: $0, clientKey: caller.keyName) }
        guard let pinned = parameters.pinnedModel.map({ CandidateID($0) }), pool.index(of: pinned) != nil else {
            return known
        }
        return WarmCandidate(
            candidate: pinned, cachedTokens: known?.candidate == pinned ? known?.cachedTokens ?? 0 : 0, isPinned: true)
    }
}

/// A decision, and who cannot serve the request.
struct Verdict {
    let decision: RoutingDecision
    /// For decisions without a model, which hold no verdicts, by place in the pool.
    var exclusions: [[ExclusionCode]] = []

    /// Why a candidate cannot serve the request; empty = it can.
    func exclusions(of index: Int) -> [ExclusionCode] {
        decision.candidates.isEmpty ? exclusions[index] : decision.candidates[index].excludedBy
    }
}
