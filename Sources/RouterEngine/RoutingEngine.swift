import Foundation
package import RouterCore
import RouterFeatures
import RouterModel
package import RouterWire

/// Decides, calls candidates in order until one answers, and writes down what happened.
package final class RoutingEngine: Sendable {
    /// The decision maker in use.
    package let current: CurrentModel
    /// What outlives a single request.
    package let services: EngineServices

    private let configuration: EngineConfiguration
    private let names: ModelNames

    /// All candidates.
    package var pool: CandidatePool { services.pool }

    /// Puts an engine together.
    ///
    /// - Parameters:
    ///   - current: the decision maker; without one the default candidate answers.
    ///   - services: the ways out and what is remembered.
    ///   - configuration: settings; the default candidate is one of the pool.
    package init(current: CurrentModel, services: EngineServices, configuration: EngineConfiguration) {
        let standby = configuration.defaultCandidate
        precondition(services.pool[id: standby] != nil, "the default '\(standby)' is no candidate")
        self.current = current
        self.services = services
        self.configuration = configuration
        names = ModelNames(pool: services.pool, presets: configuration.presets)
    }

    /// Decides for a request without sending anything.
    ///
    /// - Throws: ``EngineError`` if the model is unknown or no candidate is eligible.
    package func decide(_ request: any ClientRequest, for caller: Caller) throws -> RoutingDecision {
        let exploration = services.exploration
        let planner = planner { exploration.allows($0, at: caller.receivedAt) }
        return try planner.plan(request, caller, id: DecisionID.fresh()).decision
    }

    /// Whether a name leaves the choice to the router.
    package func decides(_ model: String) -> Bool {
        if case .decide = names.meaning(of: model) { true } else { false }
    }

    /// The tokens that a prompt is estimated to have.
    package func promptTokens(of request: RoutingRequest) -> Int { TokenEstimator.tokens(of: request) }

    /// Explains a decision from its features; `nil` if it was made with another bundle or over another pool.
    package func explanation(of decision: RoutingDecision) -> DecisionExplanation? {
        guard let maker = current.value, decision.bundle == maker.bundleID,
            decision.candidates.map(\.candidate) == pool.candidates.map(\.id)
        else { return nil }
        return maker.explain(decision)
    }

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - caller: who asks.
    ///   - passedHeaders: header fields of the client, in lower case, for upstreams of the same kind.
    /// - Returns: the first good reply, or the last error as it was.
    /// - Throws: ``EngineError`` if the model is unknown, no candidate is eligible or the money is spent;
    ///   `CancellationError` if the client has gone.
    package func answer(
        _ request: any ClientRequest, for caller: Caller, passedHeaders: [(name: String, value: String)] = []
    ) async throws -> RoutedReply {
        try checkBudgets(caller)
        let began = ContinuousClock.now
        let exploration = services.exploration
        let planner = planner { exploration.charge($0, at: caller.receivedAt) }
        let plan = try planner.plan(request, caller, id: DecisionID.fresh())
        services.metrics.decided(plan.decision, seconds: (ContinuousClock.now - began).inSeconds)
        services.store.append(
            .decision(
                plan.decision,
                DecisionContext(
                    madeAt: caller.receivedAt, requestedModel: request.parameters.model,
                    isStreamed: request.isStreamed, prompt: configuration.promptRecord(request.routing),
                    api: request.api, session: request.parameters.session.flatMap { $0.isExplicit ? $0.value : nil },
                    clientKey: caller.keyName)))
        let prompt = services.signals.print(of: request, clientKey: caller.keyName)
        if let prompt, let earlier = services.signals.regenerated(prompt) {
            services.note(
                ReplySignal(.regenerated, plan.decision.id), decisionID: earlier.decisionID, place: earlier.place)
        }
        var run = ChainRun(
            request: request, caller: caller, plan: plan, services: services, passedHeaders: passedHeaders,
            prompt: prompt)
        return try await run.answer(retries: configuration.retries)
    }

    private func planner(mayLose: @escaping @Sendable (ExpectedRegret) -> Bool) -> RoutingPlanner {
        RoutingPlanner(
            maker: current.value, names: names, services: services, defaultCandidate: configuration.defaultCandidate,
            mayLose: mayLose)
    }

    /// - Throws: ``EngineError`` with `.budgetExceeded`.
    private func checkBudgets(_ caller: Caller) throws {
        let spend = services.spend
        if let exceeded = spend.exceeded(configuration.budget, .total, now: caller.receivedAt) {
            throw EngineError(exceeded)
        }
        guard let key = caller.keyName else { return }
        if let exceeded = spend.exceeded(caller.budget, .clientKey(key), now: caller.receivedAt) {
            throw EngineError(exceeded)
        }
    }
}

extension EngineError {
    /// The error of a spent budget.
    fileprivate init(_ exceeded: ExceededBudget) {
        let owner =
            switch exceeded.scope {
            case .clientKey(let name): "the key '\(name)'"
            case .total: "all keys together"
            }
        self.init(
            .budgetExceeded,
            "The budget of \(exceeded.limitUSD) USD a \(exceeded.period.rawValue) for \(owner) is spent; it begins anew at \(exceeded.resetsAt.formatted(.iso8601))"
        )
    }
}
