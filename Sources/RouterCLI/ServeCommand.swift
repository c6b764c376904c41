import ArgumentParser
import Logging
import RouterConfiguration
import RouterCore
import ServiceLifecycle

/// `autorouter serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve OpenAI's chat completions; 'model': \"auto\" lets the router choose.",
        discussion: """
            Ctrl-C finishes running replies and writes the log before the program ends; a second one, or thirty seconds, ends it at once.
            """)

    @Option(help: "Address to listen on (default: 127.0.0.1, or the configured one).")
    var host: String?

    @Option(help: "Port to listen on; 0 = a free one (default: 8484, or the configured one).")
    var port: Int?

    @Option(help: "The dial, 0 (pure quality) to 10 (cheapest).")
    var tradeoff: Double?

    @Option(help: "Try candidates in order to learn: \(ExploreOption.accepted) (default: as configured).")
    var explore: ExploreOption?

    @Option(name: .customLong("log"), help: "The SQLite file (default: the configured one).")
    var logPath: String?

    @Flag(help: "Send everything to simulated models on loopback; no key is needed and no language model is called.")
    var sandbox = false

    @Option(help: "How fast simulated latencies pass: 1 = as in reality, 0 = at once.")
    var sandboxSpeed = 1.0

    @Flag(help: "Say more on standard error.")
    var verbose = false

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if let port, !(0...65_535).contains(port) { throw ValidationError("--port \(port) is not in 0 to 65535.") }
    }

    func run() async throws {
        MallocArenas.limit()
        DescriptorLimit.raise()
        try await CommandFailure.reporting {
            var setup = try Setup(shared)
            if let host { setup.configuration.server.host = host }
            if let port { setup.configuration.server.port = port }
            if let logPath { setup.configuration.log.path = logPath }
            if let tradeoff { setup.configuration.tradeoff = try Tradeoff(tradeoff) }
            explore?.apply(to: &setup.configuration.exploration)
            let logger = Logger.program(level: verbose ? .info : shared.quiet ? .error : .warning)
            guard sandbox else {
                try await ServerRun(setup: setup, logger: logger, isQuiet: shared.quiet).run()
                return
            }
            try await SandboxRun.around(setup, speed: sandboxSpeed, logger: logger) { setup in
                try await ServerRun(setup: setup, logger: logger, isQuiet: shared.quiet).run()
            }
        }
    }
}
