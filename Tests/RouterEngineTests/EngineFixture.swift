import Foundation
import Logging
import RouterCore
import RouterDispatch
import RouterEngine
import RouterFeatures
import RouterModel
import RouterTesting
import RouterWire

/// An engine over scripted upstreams: each candidate is a provider with a server of its own.
struct EngineFixture {
    let engine: RoutingEngine
    let store = RecordingOutcomeStore()
    let upstreams: [String: FakeUpstream]
    let services: EngineServices

    /// Starts an upstream for each script; a provider without script has a closed port.
    ///
    /// - Parameters:
    ///   - scripts: replies by provider; the providers of the default candidates are `strong`, `middle` and `weak`.
    ///   - candidates: the pool; by default one candidate of each provider, under its name, at `prices`.
    ///   - defaultCandidate: who answers without a model; the first one where it is no candidate.
    ///   - hasBundle: whether there is a model to decide with.
    ///   - timeouts: limits for every call.
    ///   - retries: when failed candidates are asked again; by default never.
    ///   - presets: further names that mean "decide".
    ///   - budget: what all clients together may spend.
    ///   - prices: USD per million tokens by candidate; 1 where there is none.
    ///   - circuits: when failing candidates are left alone.
    ///   - spend: what was spent before.
    ///   - keyHeader: how keys are sent with messages.
    ///   - client: sends requests in place of libcurl; then there are no upstreams.
    ///   - policy: how utilities become a choice; by default the highest one.
    ///   - exploration: what exploring may lose.
    ///   - signals: what is looked for in replies.
    ///   - logger: what the engine logs to.
    ///   - maxReplyTextBytes: bytes of replies that are kept; `nil` = none.
    /// - Throws: what the parts throw that cannot be made.
    init(
        _ scripts: [String: ScriptedReply] = [:], candidates: [Candidate]? = nil,
        defaultCandidate: CandidateID = "middle",
        hasBundle: Bool = true, timeouts: UpstreamTimeouts = .init(), retries: RetryPolicy = EngineFixture.noRetries,
        presets: [String: RoutingPreset] = [:], budget: Budget = .init(), prices: [String: Double] = [:],
        circuits: CircuitBreaker.Settings = .init(), spend: [DailySpend] = [],
        keyHeader: UpstreamEndpoint.KeyHeader = .authorization, client: (any UpstreamClient)? = nil,
        policy: any RoutingPolicy = GreedyPolicy(), exploration: ExplorationBudget = ExplorationBudget(),
        signals: SignalBoard = SignalBoard(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, maxReplyTextBytes: Int? = nil
    ) throws {
        let candidates =
            candidates
            ?? ["strong", "middle", "weak"].map {
                SmallModel.candidate($0, usdPerMillion: prices[$0] ?? 1, provider: $0)
            }
        let pool = try CandidatePool(candidates)
        var upstreams: [String: FakeUpstream] = [:]
        var endpoints: [String: UpstreamEndpoint] = [:]
        for name in Set(candidates.map(\.provider)) {
            if client == nil, let script = scripts[name] { upstreams[name] = try FakeUpstream(always: script) }
            let address =
                client == nil
                ? try upstreams[name]?.url("/v1") ?? "http://127.0.0.1:\(Self.closedPort())/v1" : "http://none"
            endpoints[name] = UpstreamEndpoint(
                baseURL: address, key: Secret("key-of-" + name), keyHeader: keyHeader, timeouts: timeouts)
        }
        self.upstreams = upstreams
        let maker = DecisionMaker(
            model: SmallModel.model, extractor: FeatureExtractor(), bundleID: "small@0", pool: pool,
            tradeoff: .qualityOnly, policy: policy)
        services = EngineServices(
            pool: pool, endpoints: endpoints, client: try client ?? CurlUpstreamClient(), store: store,
            health: HealthBoard(pool, settings: circuits), sessions: SessionTable(),
            spend: SpendLedger(spend, now: Date()), exploration: exploration, signals: signals,
            metrics: GatewayMetrics(pool: pool, version: "test", startedAt: Date()),
            logger: logger, maxReplyTextBytes: maxReplyTextBytes)
        engine = RoutingEngine(
            current: CurrentModel(hasBundle ? maker : nil), services: services,
            configuration: EngineConfiguration(
                defaultCandidate: pool[id: defaultCandidate]?.id ?? candidates[0].id, presets: presets,
                retries: retries,
                budget: budget))
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

    /// Answers the body of a chat completion.
    func answer(_ body: String, for caller: Caller = Caller()) async throws -> RoutedReply {
        try await engine.answer(ChatRequest(body: Array(body.utf8)), for: caller)
    }

    /// Answers one turn of a user, with further members in the body.
    func ask(
        _ model: String = "auto", _ members: String = "", for caller: Caller = Caller()
    ) async throws -> RoutedReply {
        try await answer(Self.body(model, members), for: caller)
    }

    /// The body of one turn of a user, with further members.
    static func body(_ model: String = "auto", _ members: String = "") -> String {
        let more = members.isEmpty ? "" : members + ","
        return #"{"model":"\#(model)",\#(more)"messages":[{"role":"user","content":"Hi"}]}"#
    }

    /// What the metrics say, as Prometheus reads it.
    func metrics() throws -> ExpositionParser {
        try ExpositionParser(
            services.metrics.text(
                logQueueDepth: nil, droppedLogEntryCount: 0, circuits: [], exploration: services.exploration))
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
