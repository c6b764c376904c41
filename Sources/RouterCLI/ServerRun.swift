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
import ServiceLifecycle
import UnixSignals

/// Puts the server together from its parts and runs it: the one place that knows all concrete types.
struct ServerRun {
    let setup: Setup
    let logger: Logger
    let isQuiet: Bool

    /// How long running replies may take after the first signal.
    private static let shutdownLimit = Duration.seconds(30)

    /// Serves until a signal.
    func run() async throws {
        let client = try CurlUpstreamClient()
        var setup = setup
        if setup.configuration.candidates.isEmpty, setup.configuration.origin == nil {
            await LocalServerDiscovery(client: client, catalog: setup.catalog).add(to: &setup.configuration)
        }
        let configuration = setup.configuration
        let pool = try setup.configuredPool()
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
            logger: logger
        ) { port in
            guard !isQuiet else { return }
            Console.note(
                "listening at http://\(configuration.server.host):\(port)/v1 with \(pool.candidates.count) candidates, log \(configuration.log.path)"
            )
        }
        var group = ServiceGroupConfiguration(
            // Services end in reverse order: the log outlives those that append to it.
            services: [.init(service: log), .init(service: server)], logger: logger)
        if let limits = configuration.log.retention {
            let retention = LogRetention(path: configuration.log.path, limits: limits, logger: logger)
            group.services.append(.init(service: retention))
        }
        group.maximumGracefulShutdownDuration = Self.shutdownLimit
        do {
            try await Self.run(ServiceGroup(configuration: group))
        } catch {
            let address = "\(configuration.server.host):\(configuration.server.port)"
            Console.note("autorouter: the server at \(address) cannot run: \(error)")
            throw ExitCode.failure
        }
        await client.shutdown()
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
            return DecisionMaker(
                bundle: bundle, pool: pool, tradeoff: setup.configuration.tradeoff,
                reach: setup.configuration.sessions.reach)
        } catch {
            logger.error("No bundle; the default candidate answers", metadata: ["router.error": "\(error)"])
            return nil
        }
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
