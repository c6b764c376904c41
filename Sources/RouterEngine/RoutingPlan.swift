import RouterCore
import RouterModel
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
    /// Whether a decision may lose so much in expectation for the sake of learning.
    let mayLose: @Sendable (ExpectedRegret) -> Bool

    var pool: CandidatePool { names.pool }

    /// The plan for a request.
    ///
    /// - Throws: ``EngineError`` if the model is unknown or nobody of the chain can serve the request.
    func plan(_ request: any ClientRequest, _ caller: Caller, id: String) throws -> RoutingPlan {
        let parameters = request.parameters
        let wanted = names.meaning(of: parameters.model)
        if parameters.fallbackModels.isEmpty { return try plan(wanted, [], request, caller, id: id) }
        let known = ([wanted] + parameters.fallbackModels.map { names.meaning(of: $0) }).filter(\.isKnown)
        return try plan(known.first ?? wanted, known.dropFirst(), request, caller, id: id)
    }

    /// The decision is that of the first name that means something; names behind it that nobody can serve are skipped as
    /// failed candidates are.
    private func plan(
        _ first: ModelNames.Meaning, _ others: ArraySlice<ModelNames.Meaning>,
        _ request: any ClientRequest, _ caller: Caller, id: String
    ) throws -> RoutingPlan {
        let verdict: Verdict
        do {
            verdict = try decide(first, request, caller, id: id, mayLose: mayLose)
        } catch let error as EngineError where error.code == .noEligibleCandidate {
            guard let next = others.first,
                let plan = try? plan(next, others.dropFirst(), request, caller, id: id)
            else { throw error }
            return plan
        }
        var chain = CandidateChain(repeats: !others.isEmpty)
        // Without a list of the client's own, the decision's ranking is the list.
        let order = others.isEmpty ? verdict.decision.fallbackOrder : [verdict.decision.choice]
        for id in order {
            if let index = pool.index(of: id) { chain.add(index, verdict.exclusions(of: index)) }
        }
        for meaning in others {
            switch meaning {
            case .unknown: continue
            case .candidate(let index, let variant):
                chain.add(index, exclusions(of: index, variant, request, caller, verdict.decision))
            case .decide:
                // Who steps in for a failed candidate is not the logged choice: nothing is learned from trying.
                guard let fallback = try? decide(meaning, request, caller, id: id, mayLose: { _ in false }) else {
                    continue
                }
                let ranking = fallback.decision.fallbackOrder
                for index in ranking.compactMap({ pool.index(of: $0) }) { chain.add(index, []) }
            }
        }
        guard !chain.order.isEmpty else {
            throw EngineError(
                .noEligibleCandidate, "No models match your request and model restrictions",
                exclusions: chain.excluded.map { (pool.candidates[$0.index].id, $0.codes) })
        }
        return RoutingPlan(decision: verdict.decision, chain: chain.order)
    }

    /// Why a candidate that the client names behind others cannot serve the request; empty = it can.
    private func exclusions(
        of index: Int, _ variant: ModelVariant?, _ request: any ClientRequest, _ caller: Caller,
        _ decision: RoutingDecision
    ) -> [ExclusionCode] {
        let routing = named(request, variant, caller)
        let conditions = conditions(routing)
        let isHealthy = conditions.isEmpty || conditions[index].isHealthy
        return Eligibility.exclusions(
            of: pool.candidates[index], for: routing, promptTokens: decision.features.promptTokens)
            + (isHealthy ? [] : [.unhealthy])
    }
}
