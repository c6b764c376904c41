import RouterCore
import RouterEngine
import RouterWire
import Synchronization

/// Counts one request for the metrics, from its beginning to the end of its reply; the first end counts.
final class RequestMeasure: Sendable {
    private let metrics: GatewayMetrics
    private let api: UpstreamAPI
    private let dialect: Dialect
    private let start = ContinuousClock.now
    private let hasEnded = Atomic(false)

    /// A client that has gone before the reply, as nginx writes it.
    static let clientGone = 499

    init(_ metrics: GatewayMetrics, api: UpstreamAPI, dialect: Dialect) {
        self.metrics = metrics
        self.api = api
        self.dialect = dialect
        metrics.requestBegan()
    }

    /// The reply has ended.
    func ended(status: Int) {
        guard !hasEnded.exchange(true, ordering: .relaxed) else { return }
        metrics.requestEnded(
            api: api, dialect: dialect == .openAI ? "openai" : "openrouter", status: status,
            durationSeconds: (ContinuousClock.now - start) / .seconds(1))
    }

    /// Nobody will ask for the rest of the reply.
    deinit { ended(status: Self.clientGone) }
}
