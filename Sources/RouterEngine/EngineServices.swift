package import Logging
package import RouterCore

/// What outlives a single request: the ways out and everything that is remembered between two requests.
///
/// A class, because every step of a request holds it: one reference to count instead of ten.
package final class EngineServices: Sendable {
    /// All candidates.
    package let pool: CandidatePool
    /// Where each provider of the pool is called.
    package let endpoints: [String: UpstreamEndpoint]
    /// Sends requests.
    package let client: any UpstreamClient
    /// Keeps decisions, attempts and outcomes.
    package let store: any OutcomeStore
    /// How candidates and providers have done of late.
    package let health: HealthBoard
    /// Who has answered which conversation; `nil` = conversations do not stick.
    package let sessions: SessionTable?
    /// What was spent.
    package let spend: SpendLedger
    /// What exploring may lose, and has lost today.
    package let exploration: ExplorationBudget
    /// What the router itself looks for in replies.
    package let signals: SignalBoard
    /// What was counted.
    package let metrics: GatewayMetrics
    /// For warnings; gets no prompt, reply or key.
    package let logger: Logger
    /// UTF-8 bytes of each reply's text that the store gets; `nil` = replies are not kept, nor read for it.
    package let maxReplyTextBytes: Int?

    /// Keeps the services.
    package init(
        pool: CandidatePool, endpoints: [String: UpstreamEndpoint], client: any UpstreamClient,
        store: any OutcomeStore, health: HealthBoard, sessions: SessionTable?, spend: SpendLedger,
        exploration: ExplorationBudget = ExplorationBudget(), signals: SignalBoard = SignalBoard(),
        metrics: GatewayMetrics, logger: Logger, maxReplyTextBytes: Int? = nil
    ) {
        self.pool = pool
        self.endpoints = endpoints
        self.client = client
        self.store = store
        self.health = health
        self.sessions = sessions
        self.spend = spend
        self.exploration = exploration
        self.signals = signals
        self.metrics = metrics
        self.logger = logger
        self.maxReplyTextBytes = maxReplyTextBytes
    }
}
