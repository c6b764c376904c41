import ArgumentParser
import Logging
import RouterSandbox
import ServiceLifecycle
import UnixSignals

/// `autorouter sandbox`.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Serve simulated models over HTTP on loopback, for trying and testing without a key.",
        discussion: """
            Every reply says that it is simulated; no language model is called. Any model name is accepted. How a reply behaves is set \
            by tokens in the model's name (sandbox-err500), in the last user message ([[sandbox:err429-retry2]]) or in the header \
            x-sandbox:

            \(BehaviourToken.all.map { "  \($0.spelling): \($0.meaning)" }.joined(separator: "\n"))
            """)

    @Option(help: "Port on 127.0.0.1; 0 = a free one.")
    var port = 8485

    @Option(help: "How fast latencies pass: 1 = as in reality, 10 = ten times faster, 0 = at once.")
    var speed = 1.0

    @Flag(help: "No notes on standard error.")
    var quiet = false

    func run() async throws {
        try await CommandFailure.reporting {
            let isQuiet = quiet
            let server = SandboxServer(
                configuration: try SandboxConfiguration(
                    port: port, models: SandboxModel.showcase,
                    pace: speed == 0 ? .immediate : try SandboxPace(speed: speed)),
                logger: .program(level: .warning)
            ) { port in
                if !isQuiet {
                    Console.note(
                        "simulated models at http://\(SandboxServer.host):\(port)/v1; no language model is called")
                }
            }
            try await ServiceGroup(
                services: [server], gracefulShutdownSignals: [.sigint, .sigterm], logger: .program(level: .error)
            ).run()
        }
    }
}
