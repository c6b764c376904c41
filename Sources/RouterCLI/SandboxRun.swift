import Logging
import RouterConfiguration
import RouterCore
import RouterSandbox

/// A sandbox that runs beside something else and stands in for all of its providers.
enum SandboxRun {
    /// Candidates of a sandbox without configuration: catalog models of clearly different price and strength.
    static let demoPool = [
        "meta-llama/llama-3.1-8b-instruct", "openai/gpt-4o-mini", "google/gemini-2.5-flash",
        "mistralai/mistral-large-3", "deepseek/deepseek-v3.2", "openai/gpt-5.1", "google/gemini-2.5-pro",
        "anthropic/claude-sonnet-4.6",
    ]

    /// Starts a sandbox, sends every provider there, and ends it when `body` has ended.
    static func around(
        _ setup: Setup, speed: Double, logger: Logger, _ body: (Setup) async throws -> Void
    ) async throws {
        var setup = setup
        if setup.configuration.candidates.isEmpty {
            setup.configuration.candidates = demoPool.compactMap { setup.catalog[$0] }
        }
        let (ports, announce) = AsyncStream<Int>.makeStream()
        let server = SandboxServer(
            configuration: try SandboxConfiguration(
                models: try models(of: setup.configuration.candidates),
                pace: speed == 0 ? .immediate : try SandboxPace(speed: speed)), logger: logger
        ) { port in
            announce.yield(port)
            announce.finish()
        }
        // The sandbox has to outlive the server's last reply: it ends when the server has ended, by cancellation.
        let running = Task {
            defer { announce.finish() }
            try await server.run()
        }
        defer { running.cancel() }
        guard let port = await ports.first(where: { _ in true }) else { return try await running.value }
        let names = Set(setup.configuration.candidates.map(\.provider))
        setup.configuration.providers = Dictionary(
            uniqueKeysWithValues: names.map { name in
                let address = "http://\(SandboxServer.host):\(port)/v1"
                return (name, .init(name: name, baseURL: address, key: nil, keyOrigin: nil, isLocal: true))
            })
        Console.note("simulated models at port \(port): replies are made up, no language model is called")
        try await body(setup)
    }

    private static func models(of candidates: [Candidate]) throws -> [SandboxModel] {
        var seen: Set<String> = []
        return candidates.map(\.upstreamModel).filter { seen.insert($0).inserted }.map { SandboxModel.named($0) }
    }
}
