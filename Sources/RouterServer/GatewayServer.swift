package import Logging
import RouterEngine
import RouterHTTPServer
package import RouterSockets
import ServiceLifecycle

/// The `auto` backend: OpenAI's, OpenRouter's and Anthropic's APIs over HTTP, answered by whichever candidate the engine
/// chooses.
package struct GatewayServer: Service {
    private let configuration: GatewayConfiguration
    private let services: GatewayServices
    private let loops: SocketLoops
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// Prepares a server; nothing is bound before ``run()``.
    ///
    /// - Parameters:
    ///   - configuration: address, keys and limits.
    ///   - services: what requests are answered with.
    ///   - loops: whose threads requests are answered on; they outlive the server.
    ///   - logger: for what the server does; prompts, replies and keys are never logged.
    ///   - onRunning: called once with the real port when requests are accepted.
    package init(
        configuration: GatewayConfiguration, services: GatewayServices, loops: SocketLoops, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.services = services
        self.loops = loops
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until graceful shutdown: then no request is accepted and running ones are answered to their end.
    ///
    /// - Throws: ``RouterHTTPServer/HTTPServerError`` if the address cannot be bound.
    package func run() async throws {
        let server = try HTTPServer(
            HTTPServerConfiguration(
                host: configuration.host, port: configuration.port, serverName: "AutoRouter",
                maxHeaderBytes: configuration.maxHeaderBytes, maxBodyBytes: configuration.maxBodyBytes,
                requestTimeout: configuration.requestTimeout, heartbeat: configuration.heartbeat),
            GatewayResponder(configuration, services, logger: logger), on: loops)
        server.start()
        logger.info(
            "Server started",
            metadata: ["router.server.host": "\(configuration.host)", "router.server.port": "\(server.port)"])
        await onRunning(server.port)
        // Cancelling says the same as the signal, and that nobody waits for running requests.
        try? await gracefulShutdown()
        await server.shutdown()
    }
}
