import Logging
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterWire

/// Sends chats to named models through an engine of its own: retries, circuits and time limits are the server's.
struct ChatSender: Sendable {
    /// What came back.
    struct Answer: Sendable {
        /// The decision that the call was logged under.
        let decisionID: String
        /// The reply's text, which may be empty; `nil` = there is no reply.
        let text: String?
        /// HTTP status of a failure; `nil` = there was none, or nothing could be sent.
        let failureStatus: Int?
        /// What it cost, in USD; `nil` = unknown.
        let costUSD: Double?
    }

    private let engine: RoutingEngine
    private let ledger: CallLedger

    /// Prepares calls of a pool.
    ///
    /// - Parameters:
    ///   - configuration: endpoints, time limits and retries; its budgets do not count, a run has its own ceiling.
    ///   - pool: who may be called.
    ///   - maker: estimates for the log; `nil` = none.
    ///   - client: sends requests.
    ///   - ledger: remembers costs.
    ///   - logger: for warnings.
    init(
        _ configuration: Configuration, pool: CandidatePool, maker: DecisionMaker? = nil, client: any UpstreamClient,
        ledger: CallLedger, logger: Logger
    ) {
        var configuration = configuration
        (configuration.budget.usdPerDay, configuration.budget.usdPerMonth) = (nil, nil)
        configuration.sessions.isEnabled = false
        // Two models get the same prompt here, and nobody was discontent.
        configuration.rewards.severities[.regenerated] = 0
        configuration.defaultCandidate = nil
        self.ledger = ledger
        engine = EngineAssembly(configuration: configuration, pool: pool, logger: logger)
            .engine(maker, client: client, store: ledger)
    }

    /// Sends one chat completion, whose `model` is the id of a candidate of the pool.
    ///
    /// - Throws: ``RouterWire/WireError`` if the body is none; `CancellationError`.
    func send(_ body: [UInt8]) async throws -> Answer {
        do {
            let reply = try await engine.answer(try ChatRequest(body: body), for: Caller())
            let id = reply.decision.id
            let cost = ledger.takeCost(of: id)
            guard case .whole(let bytes) = reply.body, let document = try? JSONDocument(bytes) else {
                return Answer(decisionID: id, text: nil, failureStatus: reply.status, costUSD: cost)
            }
            let text = ReplyText.text(of: document.root, from: .chatCompletions)
            return Answer(decisionID: id, text: text, failureStatus: nil, costUSD: cost)
        } catch is EngineError {
            // The candidate cannot serve it, for example because it is too long: nothing was sent.
            return Answer(decisionID: "", text: nil, failureStatus: nil, costUSD: 0)
        }
    }
}
