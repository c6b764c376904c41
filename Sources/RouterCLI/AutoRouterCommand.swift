import ArgumentParser
import RouterNumerics

/// The program `autorouter`.
@main
struct AutoRouterCommand: AsyncParsableCommand {
    /// Of the program, as `--version` and `/metrics` show it.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "autorouter",
        abstract: "A local auto router for language models.",
        discussion: """
            Results go to standard output, progress and warnings to standard error.

            Exit codes: 0 success; 1 the command failed; 2 nothing could be chosen or sent; 64 wrong usage; 65 bad input \
            data; 66 a file cannot be read; 73 a file cannot be written; 78 bad configuration.
            """,
        version: version,
        subcommands: [
            RouteCommand.self, ExplainCommand.self, ServeCommand.self, SandboxCommand.self, TrainCommand.self,
            EvaluateCommand.self, CalibrateCommand.self, JudgeCommand.self, SimulateCommand.self, RetrainCommand.self,
            ReplayCommand.self,
            BundlesCommand.self, PromoteCommand.self, RollbackCommand.self, DiffCommand.self,
            ModelsCommand.self, KeysCommand.self, LogCommand.self, FeedbackCommand.self,
            BenchCommand.self, DoctorCommand.self,
        ])

    static func main() async {
        ProcessorKernel.improve()
        // Requests and lines run in parallel already; threads inside of small products only get in their way.
        LinearAlgebra.setThreadCount(1)
        await main(nil)
    }
}
