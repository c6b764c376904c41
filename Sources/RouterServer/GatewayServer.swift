import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import RouterEngine
import RouterHTTP
import ServiceLifecycle

/// The `auto` backend: OpenAI's, OpenRouter's and Anthropic's APIs over HTTP, answered by whichever candidate the engine
/// chooses.
package struct GatewayServer: Service {
    private let configuration: GatewayConfiguration
    private let services: GatewayServices
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// Prepares a server; nothing is bound before ``run()``.
    ///
    /// - Parameters:
    ///   - configuration: address, keys and limits.
    ///   - services: what requests are answered with.
    ///   - logger: for what the server does; prompts, replies and keys are never logged.
    ///   - onRunning: called once with the real port when requests are accepted.
    package init(
        configuration: GatewayConfiguration, services: GatewayServices, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.services = services
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until graceful shutdown: then no request is accepted and running ones are answered to their end.
    ///
    /// - Throws: an error of NIO if the address cannot be bound.
    package func run() async throws {
        let application = Application(
            responder: GatewayResponder(configuration, services, logger: logger),
            server: .init { [configuration] responder in
                LoopBoundChannel(HTTP1Channel(responder: responder, configuration: Self.channel(configuration)))
            },
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port), serverName: "AutoRouter"),
            onServerRunning: { [configuration, onRunning] channel in
                await onRunning(channel.localAddress?.port ?? configuration.port)
            },
            logger: logger)
        try await application.run()
    }

    private static func channel(_ configuration: GatewayConfiguration) -> HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                ConnectionWatch(maxBodyBytes: configuration.maxBodyBytes, heartbeat: configuration.heartbeat)
            ],
            idleTimeout: .nanoseconds(Int64(configuration.requestTimeout / .nanoseconds(1))),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: configuration.maxHeaderBytes, maxHeaderListSize: configuration.maxHeaderBytes))
    }
}
