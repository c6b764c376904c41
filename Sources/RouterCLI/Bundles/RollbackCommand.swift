import ArgumentParser
import RouterModel

/// `autorouter rollback`.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to the champion before this one, and after the first one to the configured bundle.",
        discussion: "A running server follows within about a second and drops no request.")

    @Option(help: "Why, for the history.")
    var reason: String?

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let setup = try Setup(shared)
            let before = try? setup.store.champion()
            let change = ChampionChange(
                before: before?.version, after: try setup.store.rollback(reason: reason),
                inUse: try setup.bundlePlace())
            change.show(format, isQuiet: shared.quiet)
        }
    }
}
