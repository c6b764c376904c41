import Hummingbird
package import Logging
import NIOCore
package import RouterEngine
import RouterHTTP
import ServiceLifecycle

/// The `auto` backend: OpenAI's chat completions over HTTP, answered by whichever candidate the engine chooses.
package struct GatewayServer: Service {
    private let configuration: GatewayConfiguration
    private let engine: RoutingEngine
    private let isReady: @Sendable () async -> [String]
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// Prepares a server; nothing is bound before ``run()``.
    ///
    /// - Parameters:
    ///   - configuration: address, keys and limits.
    ///   - engine: answers requests.
    ///   - isReady: names what is not ready, for `/readyz`; empty = everything is.
    ///   - logger: for what the server does; prompts, replies and keys are never logged.
    ///   - onRunning: called once with the real port when requests are accepted.
    package init(
        configuration: GatewayConfiguration, engine: RoutingEngine, isReady: @escaping @Sendable () async -> [String],
        logger: Logger, onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.engine = engine
        self.isReady = isReady
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until graceful shutdown: then no request is accepted and running ones are answered to their end.
    ///
    /// - Throws: an error of NIO if the address cannot be bound.
    package func run() async throws {
        let application = Application(
            responder: GatewayResponder(
                engine: engine, keys: BearerKeys(configuration.bearerKeys), maxBodyBytes: configuration.maxBodyBytes,
                isReady: isReady, logger: logger),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ConnectionWatch(maxBodyBytes: configuration.maxBodyBytes)])),
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port), serverName: "AutoRouter"),
            onServerRunning: { [configuration, onRunning] channel in
                await onRunning(channel.localAddress?.port ?? configuration.port)
            },
            logger: logger)
        try await application.run()
    }
}
