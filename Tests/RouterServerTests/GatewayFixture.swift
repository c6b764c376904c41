import Foundation
import Logging
import RouterCore
import RouterDispatch
import RouterEngine
import RouterServer
import RouterTesting
import RouterWire
import ServiceLifecycle

/// A real server on a free port, without a bundle, over one scripted upstream.
struct GatewayFixture {
    /// A reply as the client saw it.
    struct Answer {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: String

        /// The first value of a header, by its lower-case name.
        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        /// The error's member of a name.
        func error(_ key: StaticString) throws -> String? { try JSONDocument(text: body).root["error"]?[key]?.string }
    }

    let port: Int
    let client: CurlUpstreamClient
    let store: RecordingOutcomeStore
    let upstream: FakeUpstream

    /// Runs `body` against a server and shuts the server down in order.
    static func with(
        upstream: ScriptedReply = .chatCompletion(), keys: [String] = [], maxBodyBytes: Int = 1 << 20,
        missing: [String] = [], _ body: @Sendable @escaping (GatewayFixture) async throws -> Void
    ) async throws {
        let fake = try FakeUpstream(always: upstream)
        defer { fake.stop() }
        let client = try CurlUpstreamClient()
        let store = RecordingOutcomeStore()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let pool = try CandidatePool([
            Candidate(
                id: "lab/small", provider: "lab", upstreamModel: "small",
                price: Price(promptUSDPerMillion: 0.25, completionUSDPerMillion: 2), contextTokens: 1000)
        ])
        var retries = RetryPolicy()
        retries.maxRounds = 0
        let engine = RoutingEngine(
            current: CurrentModel(nil),
            services: EngineServices(
                pool: pool,
                endpoints: ["lab": UpstreamEndpoint(baseURL: fake.url("/v1"), key: nil, timeouts: .init())],
                client: client, store: store, health: HealthBoard(pool), sessions: SessionTable(),
                spend: SpendLedger([], now: Date()),
                metrics: GatewayMetrics(pool: pool, version: "test", startedAt: Date()), logger: logger),
            configuration: EngineConfiguration(defaultCandidate: "lab/small", retries: retries))
        let (ports, announce) = AsyncStream<Int>.makeStream()
        let server = GatewayServer(
            configuration: .init(
                host: "127.0.0.1", port: 0, keys: ClientKeys(keys.map(Self.entry)), maxBodyBytes: maxBodyBytes),
            services: GatewayServices(
                engine: engine, archive: store, missing: { missing }, logQueueDepth: { 0 }),
            logger: logger
        ) { announce.yield($0) }
        let group = ServiceGroup(services: [server], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            guard let port = await ports.first(where: { _ in true }) else { return }
            let result = await Result {
                try await body(GatewayFixture(port: port, client: client, store: store, upstream: fake))
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
        await client.shutdown()
    }

    private static func entry(_ key: String) -> ClientKeys.Entry {
        .init(digest: KeyDigest(of: key[...]), key: ClientKey(name: "test-" + key))
    }

    /// Sends a request and reads the whole reply.
    func send(
        _ method: String, _ path: String, body: String = "", headers: [(name: String, value: String)] = []
    ) async throws -> Answer {
        let reply = try await client.send(
            UpstreamRequest(
                method: method, url: "http://127.0.0.1:\(port)\(path)", headers: headers, body: Array(body.utf8),
                upstream: "test"))
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
