import Foundation
import RouterCore
import RouterWire

/// Times one call of a candidate and, when it has ended, tells everybody who has to know: log, health, budget, sessions,
/// metrics.
struct CallRecorder: Sendable {
    /// What is the same for all calls of one request.
    struct Request: Sendable {
        let plan: RoutingPlan
        let keyName: String?
        let session: SessionKey?

        var decisionID: String { plan.decision.id }
    }

    /// What is known of a call at its end.
    struct Ending: Sendable {
        /// HTTP status; `nil` = no reply came.
        var status: Int?
        /// A fixed word for what went wrong; `nil` = nothing did.
        var failure: String?
        /// What the call tells of the candidate.
        var result: CallResult.Kind
        /// The pause that the candidate asked for.
        var retryAfter: Duration?
        /// Whether the reply came in one piece: then its first content tells nothing of how soon a stream begins.
        var isWhole = false
        /// Seconds to the first content; `nil` = none came.
        var firstTokenSeconds: Double?
        /// Tokens as the upstream counted them.
        var usage = TokenUsage()
        /// The upstream's word for why it ended.
        var finishReason: String?
    }

    let request: Request
    let services: EngineServices
    /// Position among the calls of the request, from 0.
    let index: Int
    /// The candidate's place in the pool.
    let place: Int
    let permit: HealthBoard.Permit?
    private let startedAt = Date()
    private let start = ContinuousClock.now

    init(_ request: Request, services: EngineServices, index: Int, place: Int, permit: HealthBoard.Permit?) {
        self.request = request
        self.services = services
        self.index = index
        self.place = place
        self.permit = permit
    }

    private var candidateID: CandidateID { services.pool.candidates[place].id }
    private var price: Price { services.pool.candidates[place].price }

    /// Seconds since the call began.
    var elapsedSeconds: Double { (ContinuousClock.now - start).inSeconds }

    /// Content has come.
    func contentBegan() {
        if let permit { services.health.began(permit) }
    }

    /// The call has ended now.
    func ended(_ ending: Ending) {
        let duration = elapsedSeconds
        let cost =
            ending.failure == nil || ending.usage != TokenUsage()
            ? ending.usage.billedUSD(at: price, finishReason: ending.finishReason) : nil
        services.store.append(
            .attempt(
                Attempt(
                    decisionID: request.decisionID, index: index, candidate: candidateID, startedAt: startedAt,
                    httpStatus: ending.status, failure: ending.failure,
                    timeToFirstTokenSeconds: ending.firstTokenSeconds, durationSeconds: duration, usage: ending.usage,
                    costUSD: cost, finishReason: ending.finishReason)))
        if let permit { services.health.report(permit, callResult(ending, duration: duration)) }
        services.spend.add(cost, clientKey: request.keyName, at: startedAt)
        services.metrics.attempted(
            place, ending.result, firstTokenSeconds: ending.isWhole ? nil : ending.firstTokenSeconds,
            durationSeconds: duration,
            usage: ending.usage, costUSD: cost)
        if ending.failure == nil { answered(ending) }
    }

    /// What the log learns of the decision as a whole.
    func outcome(isAnswered: Bool, detail: String?) {
        services.store.append(
            .outcome(
                Outcome(
                    decisionID: request.decisionID, kind: "answered", value: isAnswered ? 1 : 0, source: "router",
                    detail: detail, observedAt: Date())))
    }

    private func callResult(_ ending: Ending, duration: Double) -> CallResult {
        switch ending.result {
        case .success:
            .success(
                firstTokenSeconds: ending.isWhole ? nil : ending.firstTokenSeconds,
                completionTokens: ending.usage.completionTokens,
                durationSeconds: duration)
        case .clientFault: .clientFault
        case .rateLimited: .rateLimited(retryAfter: ending.retryAfter)
        case .serverFault: .serverFault(retryAfter: ending.retryAfter)
        case .unreachable: .unreachable
        case .abandoned: .abandoned
        }
    }

    private func answered(_ ending: Ending) {
        outcome(isAnswered: true, detail: ending.finishReason)
        services.metrics.answered(place, isFallback: index > 0)
        guard let session = request.session, let sessions = services.sessions else { return }
        let price = price
        let isCacheCheaper =
            price.cacheReadUSDPerMillion.flatMap { read in price.promptUSDPerMillion.map { read < $0 } } ?? false
        sessions.record(
            session, clientKey: request.keyName, candidate: candidateID, usage: ending.usage,
            promptTokens: request.plan.decision.features.promptTokens, isCacheCheaper: isCacheCheaper)
    }
}

extension Duration {
    /// The same in seconds.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
