import Logging
import RouterCore
import RouterWire

/// A decision and the candidates to try, in order.
///
/// A class, because every call of the request holds it: one reference to count instead of a dozen.
final class RoutingPlan: Sendable {
    let decision: RoutingDecision
    /// Places in the pool; at least one.
    let chain: [Int]

    init(decision: RoutingDecision, chain: [Int]) {
        self.decision = decision
        self.chain = chain
    }
}

/// Makes plans: what the client asks for, in the order in which it is tried.
struct RoutingPlanner: Sendable {
    let maker: DecisionMaker?
    let names: ModelNames
    let services: EngineServices
    let defaultCandidate: CandidateID

    private var pool: CandidatePool { names.pool }

    /// The plan for a request.
    ///
    /// - Throws: ``EngineError`` if the model is unknown or nobody of the chain can serve the request.
    func plan(_ request: any ClientRequest, _ caller: Caller, id: String) throws -> RoutingPlan {
        let parameters = request.parameters
        let first = names.meaning(of: parameters.model)
        if parameters.fallbackModels.isEmpty { return try plan([first], request, caller, id: id) }
        return try plan([first] + parameters.fallbackModels.map { names.meaning(of: $0) }, request, caller, id: id)
    }

    /// Unknown names are skipped as failed candidates are, as long as there is anybody left to ask.
    private func plan(
        _ meanings: [ModelNames.Meaning], _ request: any ClientRequest, _ caller: Caller, id: String
    ) throws -> RoutingPlan {
        guard let first = meanings.firstIndex(where: \.isKnown) else {
            guard case .unknown(let reason) = meanings[0] else { preconditionFailure("a known name was not found") }
            throw EngineError(.unknownModel, reason)
        }
        let verdict = try decide(meanings[first], request, caller, id: id)
        let decision = verdict.decision
        var chain: [Int] = []
        for (place, meaning) in meanings.enumerated() where place >= first {
            switch meaning {
            case .unknown: continue
            case .candidate(let index, _): chain.append(index)
            case .decide where place == first:
                // Without a list of the client's own, the decision's ranking is the list.
                let order = meanings.count == 1 ? decision.fallbackOrder : [decision.choice]
                chain += order.compactMap { pool.index(of: $0) }
            case .decide:
                let others = place == first ? verdict : try decide(meaning, request, caller, id: id)
                chain += others.decision.fallbackOrder.compactMap { pool.index(of: $0) }
            }
        }
        return RoutingPlan(decision: decision, chain: try usable(chain, verdict))
    }

    private func decide(
        _ meaning: ModelNames.Meaning, _ request: any ClientRequest, _ caller: Caller, id: String
    ) throws -> Verdict {
        var routing = request.routing
        routing.constraints.permitted = caller.permitted
        switch meaning {
        case .unknown(let reason):
            throw EngineError(.unknownModel, reason)
        case .candidate(let index, let variant):
            variant?.apply(to: &routing)
            // The client has made the choice itself: what it says about the router's choice does not bind it.
            routing.constraints.allowed = nil
            routing.constraints.excluded = []
            routing.constraints.costTier = nil
            let choice = pool.candidates[index].id
            guard let maker else {
                return degraded(
                    .degraded(named: choice, request: routing, id: id, reason: Self.noBundle), routing)
            }
            return Verdict(
                decision: maker.record(choice: choice, for: routing, id: id, conditions: conditions(routing)))
        case .decide(let preset, let variant):
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
                    routing, id: id, seed: UInt64.random(in: .min ... .max), conditions: conditions(routing)))
        }
    }

    private static let noBundle = "no bundle is loaded"

    private func degraded(_ decision: RoutingDecision, _ routing: RoutingRequest) -> Verdict {
        Verdict(
            decision: decision,
            exclusions: Eligibility.exclusions(of: pool, for: routing, conditions: conditions(routing)))
    }

    private func conditions(_ routing: RoutingRequest) -> [CandidateCondition] {
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

    /// The chain without those who cannot serve the request and without repetitions; who is only unwell comes last.
    ///
    /// - Throws: ``EngineError`` if nobody is left.
    private func usable(_ chain: [Int], _ verdict: Verdict) throws -> [Int] {
        var seen = Set<Int>(minimumCapacity: chain.count)
        var (usable, unwell): ([Int], [Int]) = ([], [])
        for index in chain where seen.insert(index).inserted {
            let codes = verdict.exclusions(of: index)
            if codes.isEmpty {
                usable.append(index)
            } else if codes == [.unhealthy] {
                unwell.append(index)
            }
        }
        usable += unwell
        guard usable.isEmpty else { return usable }
        throw EngineError(
            .noEligibleCandidate, "No models match your request and model restrictions",
            exclusions: chain.map { (pool.candidates[$0].id, verdict.exclusions(of: $0)) })
    }
}

/// A decision, and who cannot serve the request.
private struct Verdict {
    let decision: RoutingDecision
    /// For decisions without a model, which hold no verdicts, by place in the pool.
    var exclusions: [[ExclusionCode]] = []

    /// Why a candidate cannot serve the request; empty = it can.
    func exclusions(of index: Int) -> [ExclusionCode] {
        decision.candidates.isEmpty ? exclusions[index] : decision.candidates[index].excludedBy
    }
}
