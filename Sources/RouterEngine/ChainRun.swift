import Foundation
import Logging
import RouterCore
import RouterWire

/// Tries the candidates of one plan until one answers.
struct ChainRun {
    private let request: any ClientRequest
    private let caller: Caller
    private let plan: RoutingPlan
    private let services: EngineServices
    private let passedHeaders: [(name: String, value: String)]
    private let shared: CallRecorder.Request
    /// Calls so far, for OpenRouter's metadata.
    private var made: [(place: Int, status: Int?)] = []
    private var last: (failure: CallFailure, place: Int)?

    init(
        request: any ClientRequest, caller: Caller, plan: RoutingPlan, services: EngineServices,
        passedHeaders: [(name: String, value: String)], prompt: PromptPrint?
    ) {
        self.request = request
        self.caller = caller
        self.plan = plan
        self.services = services
        self.passedHeaders = passedHeaders
        shared = CallRecorder.Request(
            plan: plan, keyName: caller.keyName, session: request.parameters.session, prompt: prompt)
    }

    /// The first good reply, or the last error as it was.
    ///
    /// - Throws: `CancellationError` if the client has gone.
    mutating func answer(retries: RetryPolicy) async throws -> RoutedReply {
        var order = plan.chain
        var (round, waited) = (1, Duration.zero)
        while true {
            var failures: [RetryPolicy.Failure] = []
            for place in order {
                if let reply = try await call(place, isLastResort: false, &failures) { return reply }
            }
            // A call that may fail is better than none.
            if made.isEmpty, let reply = try await call(order[0], isLastResort: true, &failures) { return reply }
            // Not the decision's seed: that of a named candidate is always the same, and so would be everybody's wait.
            var random = SplitMix64(seed: .random(in: .min ... .max))
            guard let next = retries.next(after: round, failures, waited: waited, random: &random) else { break }
            services.logger.debug(
                "Candidates are asked again",
                metadata: ["router.decision.id": "\(plan.decision.id)", "router.retry.delay": "\(next.delay)"])
            try await Task.sleep(for: next.delay)
            waited += next.delay
            round += 1
            order = next.indices
        }
        return failed()
    }

    /// Calls one candidate, whatever its health if there is nobody else.
    ///
    /// - Returns: `nil` if it has failed, or is not to be called now.
    private mutating func call(
        _ place: Int, isLastResort: Bool, _ failures: inout [RetryPolicy.Failure]
    ) async throws -> RoutedReply? {
        guard let api = request.upstreamAPI(for: services.pool.candidates[place]) else { return nil }
        let permit = services.health.admit(place)
        guard permit != nil || isLastResort else { return nil }
        let recorder = CallRecorder(
            shared, services: services, index: made.count, place: place, permit: permit)
        let context = context(at: place)
        let call = CandidateCall(
            request: request, api: api, context: context, recorder: recorder,
            passedHeaders: passedHeaders)
        switch try await call.run() {
        case .answered(let status, let headers, let body):
            return RoutedReply(
                status: status, headers: headers, body: body, plan: plan, candidate: context.candidate.id,
                attemptCount: made.count + 1)
        case .failed(let failure):
            made.append((place, failure.upstreamStatus))
            last = (failure, place)
            failures.append(
                .init(index: place, httpStatus: failure.upstreamStatus, retryAfter: failure.retryAfter))
            services.logger.info(
                "Candidate failed",
                metadata: [
                    "router.decision.id": "\(plan.decision.id)", "router.candidate": "\(context.candidate.id)",
                    "router.failure": "\(failure.label)", "router.status": "\(failure.report.status)",
                ])
            return nil
        }
    }

    private func failed() -> RoutedReply {
        let failure = last?.failure ?? .noCandidate
        services.store.append(
            .outcome(
                Outcome(
                    decisionID: plan.decision.id, kind: "answered", value: 0, source: "router", detail: failure.label,
                    observedAt: Date())))
        let place = last?.place ?? plan.chain[0]
        return RoutedReply(
            status: failure.report.status, headers: failure.headers, body: .failure(failure.report),
            plan: plan, candidate: services.pool.candidates[place].id, attemptCount: made.count,
            errorExtras: extras(answering: nil))
    }

    private func context(at place: Int) -> ReplyContext {
        ReplyContext(
            id: plan.decision.id, candidate: services.pool.candidates[place],
            created: Int(caller.receivedAt.timeIntervalSince1970), dialect: caller.dialect,
            isUsageOnRequest: caller.isUsageOnRequest, extras: extras(answering: place))
    }

    private func extras(answering place: Int?) -> [ReplyContext.ExtraMember] {
        guard caller.wantsDecision || caller.wantsMetadata else { return [] }
        var extras: [ReplyContext.ExtraMember] = []
        if caller.wantsDecision {
            var json = JSONWriter()
            DecisionJSON.write(plan.decision, to: &json)
            extras.append(.init(key: "autorouter", json: json.bytes))
        }
        if caller.wantsMetadata {
            let answering = place.map { services.pool.candidates[$0].id }
            var attempts = made.map {
                RoutingMetadataJSON.AttemptNote(candidate: services.pool.candidates[$0.place].id, status: $0.status)
            }
            if let answering { attempts.append(.init(candidate: answering, status: 200)) }
            extras.append(
                .init(
                    key: RoutingMetadataJSON.key,
                    json: RoutingMetadataJSON.bytes(
                        requested: request.parameters.model, decision: plan.decision,
                        isAuto: plan.decision.policy != DecisionMaker.namedPolicy, pool: services.pool,
                        attempts: attempts, answering: answering)))
        }
        return extras
    }
}
