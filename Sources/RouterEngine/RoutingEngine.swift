import Foundation
package import Logging
package import RouterCore
package import RouterWire

/// Decides, calls candidates in order until one answers, and writes down what happened.
package final class RoutingEngine: Sendable {
    /// The slugs that mean "decide".
    package static let autoModels: Set<String> = ["auto", "openrouter/auto", "autorouter/auto"]

    /// The decision maker in use.
    package let current: CurrentModel
    /// All candidates.
    package let pool: CandidatePool
    /// Who answers when routing itself fails.
    package let defaultCandidate: CandidateID

    private let endpoints: [String: UpstreamEndpoint]
    private let client: any UpstreamClient
    private let store: any OutcomeStore
    private let promptRecord: @Sendable (RoutingRequest) -> String?
    private let logger: Logger

    /// Puts an engine together.
    ///
    /// - Parameters:
    ///   - current: the decision maker; without one the default candidate answers.
    ///   - pool: the candidates.
    ///   - defaultCandidate: one of them.
    ///   - endpoints: where each provider of the pool is called.
    ///   - client: sends requests.
    ///   - store: keeps decisions, attempts and outcomes.
    ///   - promptRecord: what the log keeps of a prompt; `nil` = nothing.
    ///   - logger: for warnings; gets no prompt, reply or key.
    package init(
        current: CurrentModel, pool: CandidatePool, defaultCandidate: CandidateID,
        endpoints: [String: UpstreamEndpoint], client: any UpstreamClient, store: any OutcomeStore,
        promptRecord: @escaping @Sendable (RoutingRequest) -> String? = { _ in nil }, logger: Logger
    ) {
        precondition(pool[id: defaultCandidate] != nil, "the default '\(defaultCandidate)' is no candidate")
        self.current = current
        self.pool = pool
        self.defaultCandidate = defaultCandidate
        self.endpoints = endpoints
        self.client = client
        self.store = store
        self.promptRecord = promptRecord
        self.logger = logger
    }

    /// Decides for a chat completion without sending anything.
    ///
    /// - Throws: ``EngineError`` if the model is unknown or no candidate is eligible.
    package func decide(_ request: ChatRequest) throws -> RoutingDecision {
        try plan(request, id: DecisionID.fresh()).decision
    }

    /// Answers a chat completion.
    ///
    /// - Returns: the first good reply, or the last error as it was.
    /// - Throws: ``EngineError`` if the model is unknown or no candidate is eligible; `CancellationError` if the client
    ///   has gone.
    package func answer(_ request: ChatRequest) async throws -> RoutedReply {
        let plan = try plan(request, id: DecisionID.fresh())
        store.append(
            .decision(
                plan.decision,
                DecisionContext(
                    madeAt: Date(), requestedModel: request.model, isStreamed: request.isStreamed,
                    prompt: promptRecord(request.routing))))
        let call = CandidateCall(
            request: request, decisionID: plan.decision.id, endpoints: endpoints, client: client, store: store)
        var last: CandidateCall.Failure?
        for (index, candidate) in plan.order.enumerated() {
            switch try await call.run(candidate, index: index) {
            case .answered(let status, let headers, let body):
                return RoutedReply(
                    status: status, headers: headers, body: body, decision: plan.decision, candidate: candidate.id,
                    attemptCount: index + 1)
            case .failed(let failure):
                last = failure
                logger.info(
                    "Candidate failed",
                    metadata: [
                        "router.decision.id": "\(plan.decision.id)", "router.candidate": "\(candidate.id)",
                        "router.failure": "\(failure.label)", "router.status": "\(failure.status)",
                    ])
            }
        }
        store.append(
            .outcome(
                Outcome(
                    decisionID: plan.decision.id, kind: "answered", value: 0, source: "router", detail: last?.label,
                    observedAt: Date())))
        let failure = last ?? .noCandidate
        return RoutedReply(
            status: failure.status, headers: failure.headers, body: .whole(failure.body), decision: plan.decision,
            candidate: plan.order.last?.id ?? plan.decision.choice, attemptCount: plan.order.count)
    }

    /// A decision and the candidates to try, in order.
    private struct Plan {
        let decision: RoutingDecision
        let order: [Candidate]
    }

    private func plan(_ request: ChatRequest, id: String) throws -> Plan {
        let names = [request.model] + request.fallbackModels
        let isAuto = names.map { Self.autoModels.contains($0) }
        // Unknown names are skipped as failed candidates are, as long as there is anybody left to ask.
        guard let first = names.indices.first(where: { isAuto[$0] || pool[id: CandidateID(names[$0])] != nil }) else {
            throw EngineError(
                .unknownModel, "The model '\(request.model)' does not exist; 'auto' or one of /v1/models is accepted")
        }
        let decision: RoutingDecision
        if isAuto[first] {
            decision = try decideOrDegrade(request.routing, id: id)
        } else {
            decision = record(choice: CandidateID(names[first]), for: request.routing, id: id)
        }
        var order = [decision.choice]
        for index in names.indices where index > first {
            order += isAuto[index] ? try ranking(decision, request.routing, id: id) : [CandidateID(names[index])]
        }
        // Without a list of the client's own, the decision's ranking is the list.
        if isAuto[first], request.fallbackModels.isEmpty { order += decision.fallbackOrder }
        var seen: Set<CandidateID> = []
        return Plan(
            decision: decision, order: order.filter { seen.insert($0).inserted }.compactMap { pool[id: $0] })
    }

    /// All candidates as the router would try them, where `auto` stands behind a named model.
    private func ranking(
        _ decision: RoutingDecision, _ request: RoutingRequest, id: String
    ) throws -> [CandidateID] {
        decision.policy == DecisionMaker.namedPolicy
            ? try decideOrDegrade(request, id: id).fallbackOrder : decision.fallbackOrder
    }

    private func decideOrDegrade(_ request: RoutingRequest, id: String) throws -> RoutingDecision {
        guard let maker = current.value else {
            logger.warning("Routing without a bundle", metadata: ["router.decision.id": "\(id)"])
            return RoutingDecision.degraded(
                to: defaultCandidate, pool: pool, request: request, id: id, reason: "no bundle is loaded")
        }
        return try maker.decide(request, id: id, seed: UInt64.random(in: .min ... .max))
    }

    private func record(choice: CandidateID, for request: RoutingRequest, id: String) -> RoutingDecision {
        current.value?.record(choice: choice, for: request, id: id)
            ?? .degraded(to: choice, pool: pool, request: request, id: id, reason: "no bundle is loaded")
    }
}
