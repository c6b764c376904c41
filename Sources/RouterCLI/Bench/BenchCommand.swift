import ArgumentParser

/// `autorouter bench`.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure how fast this machine decides and answers.",
        subcommands: [
            BenchDecideCommand.self, BenchGatewayCommand.self, BenchLogCommand.self, BenchLoadCommand.self,
            BenchUpstreamCommand.self,
        ])
}
