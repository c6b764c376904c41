import ArgumentParser

/// The program `autorouter`.
@main
struct AutoRouterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "autorouter",
        abstract: "A local auto router for language models.",
        discussion: """
            Results go to standard output, progress and warnings to standard error.

            Exit codes: 0 success; 1 the command failed; 2 nothing could be chosen or sent; 64 wrong usage; 65 bad input \
            data; 66 a file cannot be read; 73 a file cannot be written; 78 bad configuration.
            """,
        version: "0.1.0",
        subcommands: [TrainCommand.self])
}
