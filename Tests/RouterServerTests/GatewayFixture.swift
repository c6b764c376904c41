import Foundation
import Logging
import RouterCore
import RouterDispatch
import RouterEngine
import RouterServer
import RouterSockets
import RouterTesting
import RouterWire
import ServiceLifecycle

/// A real server on a free port, over scripted upstreams.
struct GatewayFixture {
    /// A reply as the client saw it.
    struct Answer {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: String

        /// The first value of a header, by its lower-case name.
        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        /// The error's member of a name.
        func error(_ key: StaticString) throws -> String? { try root()["error"]?[key]?.string }
        /// The body as JSON.
        func root() throws -> JSONValue { try JSONDocument(text: body).root }
        /// The data of every event of a stream.
        var events: [String] {
            body.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
        }
    }

    let port: Int
    let client: CurlUpstreamClient
    let store: RecordingOutcomeStore
    /// By provider.
    let upstreams: [String: FakeUpstream]

    /// The one upstream of the default pool.
    var upstream: FakeUpstream { upstreams["lab"] ?? upstreams[upstreams.startIndex].value }

    /// The default pool: one candidate.
    static let small = Candidate(
        id: "lab/small", provider: "lab", upstreamModel: "small",
        price: Price(promptUSDPerMillion: 0.25, completionUSDPerMillion: 2), contextTokens: 1000)

    /// Runs `body` against a server and shuts the server down in order.
    ///
    /// - Parameters:
    ///   - upstream: what every provider answers that has no script of its own.
    ///   - scripts: replies by provider.
    ///   - candidates: the pool; the first one is the default.
    ///   - maker: makes decisions over the pool; `nil` = there is no bundle.
    ///   - timeouts: limits for every call.
    ///   - keys: keys of which a client has to send one, each under the name `test-<key>`.
    ///   - budget: what all clients together may spend.
    ///   - maxBodyBytes: the largest body.
    ///   - missing: what is not ready.
    ///   - logger: what the server logs to.
    ///   - configure: changes further settings of the server.
    ///   - body: the test.
    /// - Throws: what `body` throws.
    static func with(
        upstream: ScriptedReply = .chatCompletion(), scripts: [String: ScriptedReply] = [:],
        candidates: [Candidate] = [small], maker: (CandidatePool) -> DecisionMaker? = { _ in nil },
        timeouts: UpstreamTimeouts = .init(), keys: [String] = [], budget: Budget = .init(),
        maxBodyBytes: Int = 1 << 20, missing: [String] = [],
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        configure: (inout GatewayConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (GatewayFixture) async throws -> Void
    ) async throws {
        let pool = try CandidatePool(candidates)
        var upstreams: [String: FakeUpstream] = [:]
        for provider in Set(candidates.map(\.provider)) {
            upstreams[provider] = try FakeUpstream(always: scripts[provider] ?? upstream)
        }
        let started = upstreams
        defer { for upstream in started.values { upstream.stop() } }
        guard let loops = SocketLoops(count: 2) else { throw POSIXError(.EAGAIN) }
        let client = try CurlUpstreamClient(loops: loops)
        let store = RecordingOutcomeStore()
        var retries = RetryPolicy()
        retries.maxRounds = 0
        let engine = RoutingEngine(
            current: CurrentModel(maker(pool)),
            services: EngineServices(
                pool: pool,
                endpoints: started.mapValues { UpstreamEndpoint(baseURL: $0.url("/v1"), key: nil, timeouts: timeouts) },
                client: client, store: store, health: HealthBoard(pool), sessions: SessionTable(),
                spend: SpendLedger([], now: Date()),
                metrics: GatewayMetrics(pool: pool, version: "test", startedAt: Date()), logger: logger),
            configuration: EngineConfiguration(
                defaultCandidate: candidates[0].id, retries: retries, budget: budget))
        let (ports, announce) = AsyncStream<Int>.makeStream()
        var configuration = GatewayConfiguration(
            host: "127.0.0.1", port: 0, keys: ClientKeys(keys.map { Self.entry($0) }), maxBodyBytes: maxBodyBytes)
        configure(&configuration)
        let server = GatewayServer(
            configuration: configuration,
            services: GatewayServices(
                engine: engine, archive: store, missing: { missing }, logQueueDepth: { 3 }),
            loops: loops, logger: logger
        ) { announce.yield($0) }
        let group = ServiceGroup(services: [server], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            guard let port = await ports.first(where: { _ in true }) else { return }
            let result = await Result {
                try await body(GatewayFixture(port: port, client: client, store: store, upstreams: started))
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
        await client.shutdown()
        await loops.shutdown()
    }

    /// A key that a client may send, and what it allows.
    static func entry(
        _ key: String, permitted: [CandidatePattern]? = nil, usdPerDay: Double? = nil
    ) -> ClientKeys.Entry {
        .init(
            digest: KeyDigest(of: key[...]),
            key: ClientKey(name: "test-" + key, permitted: permitted, usdPerDay: usdPerDay))
    }

    /// A chat completion of one turn, with further members.
    static func chat(_ members: String = "", model: String = "auto") -> String {
        let more = members.isEmpty ? "" : members + ","
        return #"{"model":"\#(model)",\#(more)"messages":[{"role":"user","content":"Hi"}]}"#
    }

    /// Sends a request and returns when the head of the reply has come.
    func open(
        _ method: String, _ path: String, body: String = "", headers: [(name: String, value: String)] = []
    ) async throws -> UpstreamReply {
        try await client.send(
            UpstreamRequest(
                method: method, url: "http://127.0.0.1:\(port)\(path)", headers: headers, body: Array(body.utf8),
                upstream: "test"))
    }

    /// Sends a request and reads the whole reply.
    func send(
        _ method: String, _ path: String, body: String = "", headers: [(name: String, value: String)] = []
    ) async throws -> Answer {
        let reply = try await open(method, path, body: body, headers: headers)
        var bytes: [UInt8] = []
        for try await piece in reply.body { bytes += piece }
        return Answer(status: reply.status, headers: reply.headers, body: String(decoding: bytes, as: UTF8.self))
    }
}

extension Result where Failure == any Error {
    /// The result of asynchronous work.
    init(catching work: () async throws -> Success) async {
        do { self = .success(try await work()) } catch { self = .failure(error) }
    }
}
