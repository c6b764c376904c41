import Hummingbird
package import Logging
import NIOCore
import RouterHTTP
import ServiceLifecycle

/// Simulated upstream models over real HTTP on loopback, for trying and testing the router without a key.
///
/// It speaks OpenAI's chat completions, plain and streamed, and says in every reply and every header that the reply is
/// simulated. Any model name is accepted. How a reply behaves is set by ``BehaviourToken``s in the model's settings, in
/// its name (`sandbox-err500`), in the last user message (`[[sandbox:err429-retry2]]`) and in the header `x-sandbox`,
/// later ones winning.
///
/// ```swift
/// let sandbox = SandboxServer(configuration: try .init(port: 0), logger: logger) { port in print(port) }
/// try await ServiceGroup(services: [sandbox], logger: logger).run()
/// ```
package struct SandboxServer: Service {
    private let configuration: SandboxConfiguration
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// The address that is bound; never another one.
    package static let host = "127.0.0.1"

    /// Prepares a server; nothing is bound before ``run()``.
    ///
    /// - Parameters:
    ///   - configuration: port, models and pace.
    ///   - logger: for what the server does; prompts and replies are never logged.
    ///   - onRunning: called once with the real port when requests are accepted.
    package init(
        configuration: SandboxConfiguration, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until graceful shutdown: then no request is accepted, running streams are sent to their end without
    /// further waits, and requests that hang are closed.
    ///
    /// - Throws: an error of NIO if the port cannot be bound.
    package func run() async throws {
        let application = Application(
            responder: SandboxResponder(configuration: configuration, logger: logger),
            server: .http1(
                configuration: .init(additionalChannelHandlers: [
                    ConnectionWatch(maxBodyBytes: SandboxConfiguration.maxBodyBytes)
                ])),
            configuration: .init(
                address: .hostname(Self.host, port: configuration.port), serverName: "AutoRouter-Sandbox"),
            onServerRunning: { [configuration, onRunning] channel in
                await onRunning(channel.localAddress?.port ?? configuration.port)
            },
            logger: logger)
        try await application.run()
    }
}
