import ArgumentParser
import Foundation
import Logging
import RouterConfiguration
import RouterCore
import RouterDispatch
import RouterEngine
import RouterModel
import RouterOutcomeLog
import RouterServer
import RouterSockets
import ServiceLifecycle
import UnixSignals

/// Puts the server together from its parts and runs it: the one place that knows all concrete types.
struct ServerRun {
    let setup: Setup
    let logger: Logger
    let isQuiet: Bool

    /// More threads share the work less well: each keeps connections of its own to every upstream.
    private static let maxLoops = 8
    /// How long running replies may take after the first signal.
    private static let shutdownLimit = Duration.seconds(30)

    /// Serves until a signal.
    func run() async throws {
        guard let loops = SocketLoops(count: min(Self.maxLoops, ProcessInfo.processInfo.activeProcessorCount)) else {
            Console.note("autorouter: the system has no threads or descriptors left")
            throw ExitCode.failure
        }
        let client = try CurlUpstreamClient(loops: loops)
        var setup = setup
        if setup.configuration.candidates.isEmpty, setup.configuration.origin == nil {
            await LocalServerDiscovery(client: client, catalog: setup.catalog).add(to: &setup.configuration)
        }
        let configuration = setup.configuration
        let pool = try setup.configuredPool()
        let seen = PointerStamp(of: setup.store.pointerFile)
        let maker = decisionMaker(setup, pool: pool)
        let log = try await openLog(configuration.log.path)
        warnOfMissingKeys(configuration)
        let engine = try await EngineAssembly(configuration: configuration, pool: pool, logger: logger)
            .engine(maker, client: client, log: log)
        let server = GatewayServer(
            configuration: try gatewayConfiguration(configuration.server),
            services: GatewayServices(
                engine: engine, archive: log,
                missing: {
                    var missing = engine.current.value == nil ? ["bundle"] : []
                    do { try await log.flush() } catch { missing.append("log") }
                    return missing
                },
                logQueueDepth: { log.queueDepth }, failedLogWriteCount: { log.failedWriteCount }),
            loops: loops, logger: logger
        ) { port in
            guard !isQuiet else { return }
            // An address of IPv6 has colons of its own.
            let host = configuration.server.host
            let name = host.contains(":") ? "[\(host)]" : host
            Console.note(
                "listening at http://\(name):\(port)/v1 with \(pool.candidates.count) candidates, log \(configuration.log.path)"
            )
        }
        // Services end in reverse order: the log outlives those that append to it.
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: log), .init(service: watcher(setup, engine: engine, seen: seen)),
        ]
        if let retraining = retraining(setup, engine: engine, log: log) { services.append(.init(service: retraining)) }
        if let limits = configuration.log.retention {
            services.append(
                .init(service: LogRetention(path: configuration.log.path, limits: limits, logger: logger)))
        }
        services.append(.init(service: server))
        var group = ServiceGroupConfiguration(services: services, logger: logger)
        group.maximumGracefulShutdownDuration = Self.shutdownLimit
        do {
            try await Self.run(ServiceGroup(configuration: group))
        } catch {
            let address = "\(configuration.server.host):\(configuration.server.port)"
            Console.note("autorouter: the server at \(address) cannot run: \(error)")
            throw ExitCode.failure
        }
        await client.shutdown()
        await loops.shutdown()
    }

    /// Retrains every so often; `nil` = it is not configured, or what is promoted would not be used.
    private func retraining(_ setup: Setup, engine: RoutingEngine, log: OutcomeLog) -> RetrainService? {
        guard let interval = setup.configuration.retrain.every else { return nil }
        guard setup.namedBundle == nil else {
            Console.note(
                "warning: 'retrain.every' has no effect on a bundle that is named by a flag or the environment")
            return nil
        }
        return RetrainService(
            setup: setup, log: log.reader, interval: interval, board: engine.services.metrics.learning,
            note: { if !isQuiet { Console.note($0) } })
    }

    /// Runs services until they end: the first signal lets them finish, the second ends the program.
    private static func run(_ group: ServiceGroup) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                var count = 0
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                    count += 1
                    guard count == 1 else { exit(130) }
                    await group.triggerGracefulShutdown()
                }
            }
            tasks.addTask { try await group.run() }
            defer { tasks.cancelAll() }
            // The signals never end by themselves, so the first task to end is the services'.
            try await tasks.next()
        }
    }

    private func gatewayConfiguration(_ server: Configuration.Server) throws -> GatewayConfiguration {
        let keys = try server.keysFile.map { try KeysFile.read($0) } ?? ClientKeys([])
        if !keys.areNeeded, !Self.isLoopback(server.host) {
            Console.note("warning: \(server.host) can be reached from outside and no keys_file is set")
        }
        return GatewayConfiguration(
            host: server.host, port: server.port, keys: keys, allowedHosts: server.allowedHosts,
            allowedOrigins: server.allowedOrigins, maxBodyBytes: server.maxBodyBytes,
            maxHeaderBytes: server.maxHeaderBytes, heartbeat: server.heartbeat, requestTimeout: server.requestTimeout)
    }

    private func openLog(_ path: String) async throws -> OutcomeLog {
        do {
            return try await OutcomeLog.open(OutcomeLogConfiguration(path: path), logger: logger)
        } catch {
            Console.note("autorouter: \(error)")
            throw ExitStatus.unwritable
        }
    }

    /// The decision maker, or none: a server without its bundle still answers, with the default candidate.
    private func decisionMaker(_ setup: Setup, pool: CandidatePool) -> DecisionMaker? {
        do {
            let bundle = try setup.bundle()
            for candidate in pool.candidates {
                guard let like = candidate.like, bundle.model.index(like: like) == nil else { continue }
                logger.warning(
                    "The bundle does not know the model that a candidate is said to be like; its price stands in",
                    metadata: ["router.candidate": "\(candidate.id)", "router.like": "\(like)"])
            }
            return Self.decisionMaker(of: bundle, setup, pool: pool)
        } catch {
            logger.error("No bundle; the default candidate answers", metadata: ["router.error": "\(error)"])
            return nil
        }
    }

    private static func decisionMaker(of bundle: ModelBundle, _ setup: Setup, pool: CandidatePool) -> DecisionMaker {
        DecisionMaker(
            bundle: bundle, pool: pool, tradeoff: setup.configuration.tradeoff,
            policy: setup.configuration.exploration.routingPolicy, reach: setup.configuration.sessions.reach)
    }

    /// Puts bundles into use that are promoted while the server runs.
    private func watcher(_ setup: Setup, engine: RoutingEngine, seen: PointerStamp?) -> ChampionWatcher {
        ChampionWatcher(
            pointer: setup.namedBundle == nil ? setup.store.pointerFile : nil, seen: seen, current: engine.current,
            metrics: engine.services.metrics,
            load: {
                let chosen = try ChosenBundle(setup.bundlePlace())
                return .init(
                    maker: Self.decisionMaker(of: chosen.bundle, setup, pool: engine.pool),
                    reason: chosen.place.reason)
            }, note: { Console.note("autorouter: \($0)") })
    }

    private func warnOfMissingKeys(_ configuration: Configuration) {
        for provider in configuration.providers.values.sorted(by: { $0.name < $1.name }) {
            guard provider.key == nil, let origin = provider.keyOrigin else { continue }
            logger.warning(
                "A provider has no key", metadata: ["router.provider": "\(provider.name)", "router.key": "\(origin)"])
        }
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
