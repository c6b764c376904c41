import Foundation
import Logging
import RouterCore
import RouterDispatch
import RouterEngine
import RouterFeatures
import RouterTesting
import RouterWire

/// An engine over scripted upstreams: each candidate is a provider with a server of its own.
struct EngineFixture {
    let engine: RoutingEngine
    let store = RecordingOutcomeStore()
    let upstreams: [String: FakeUpstream]
    private let client: CurlUpstreamClient

    /// Starts an upstream for each script; a candidate without script has a closed port.
    ///
    /// - Parameters:
    ///   - scripts: replies by candidate, `strong`, `middle` or `weak`.
    ///   - hasBundle: whether there is a model to decide with.
    ///   - timeouts: limits for every call.
    ///   - retries: when failed candidates are asked again; by default never.
    ///   - presets: further names that mean "decide".
    ///   - budget: what all clients together may spend.
    ///   - prices: USD per million tokens by candidate; 1 where there is none.
    /// - Throws: what the parts throw that cannot be made.
    init(
        _ scripts: [String: ScriptedReply], hasBundle: Bool = true, timeouts: UpstreamTimeouts = .init(),
        retries: RetryPolicy = EngineFixture.noRetries, presets: [String: RoutingPreset] = [:],
        budget: Budget = .init(), prices: [String: Double] = [:]
    ) throws {
        let names = ["strong", "middle", "weak"]
        let candidates = names.map { SmallModel.candidate($0, usdPerMillion: prices[$0] ?? 1, provider: $0) }
        let pool = try CandidatePool(candidates)
        var upstreams: [String: FakeUpstream] = [:]
        var endpoints: [String: UpstreamEndpoint] = [:]
        for name in names {
            if let script = scripts[name] { upstreams[name] = try FakeUpstream(always: script) }
            let address = try upstreams[name]?.url("/v1") ?? "http://127.0.0.1:\(Self.closedPort())/v1"
            endpoints[name] = UpstreamEndpoint(baseURL: address, key: Secret("key-of-" + name), timeouts: timeouts)
        }
        self.upstreams = upstreams
        client = try CurlUpstreamClient()
        let maker = DecisionMaker(
            model: SmallModel.model, extractor: FeatureExtractor(), bundleID: "small@0", pool: pool,
            tradeoff: .qualityOnly)
        engine = RoutingEngine(
            current: CurrentModel(hasBundle ? maker : nil),
            services: EngineServices(
                pool: pool, endpoints: endpoints, client: client, store: store, health: HealthBoard(pool),
                sessions: SessionTable(), spend: SpendLedger([], now: Date()),
                metrics: GatewayMetrics(pool: pool, version: "test", startedAt: Date()),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }),
            configuration: EngineConfiguration(
                defaultCandidate: "middle", presets: presets, retries: retries, budget: budget))
    }

    /// The chain is tried once.
    static let noRetries: RetryPolicy = {
        var policy = RetryPolicy()
        policy.maxRounds = 0
        return policy
    }()

    /// A port that nobody listens on: one that was just free.
    private static func closedPort() throws -> UInt16 {
        let upstream = try FakeUpstream(always: .chatCompletion())
        defer { upstream.stop() }
        return upstream.port
    }

    /// Answers a body.
    func answer(_ body: String, for caller: Caller = Caller()) async throws -> RoutedReply {
        try await engine.answer(ChatRequest(body: Array(body.utf8)), for: caller)
    }

    /// The whole body of a reply, streams read to their end.
    static func text(_ reply: RoutedReply) async throws -> String {
        switch reply.body {
        case .whole(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .stream(let stream):
            var bytes: [UInt8] = []
            try await stream.relay { bytes += $0 }
            return String(decoding: bytes, as: UTF8.self)
        case .failure(let report): return String(decoding: report.body(.openAI), as: UTF8.self)
        }
    }
}
