import ArgumentParser

/// `autorouter bundles`.
struct BundlesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundles",
        abstract: "List the versions of bundles: which is in use, which was, which was refused and why.")

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let list = BundleList(try Setup(shared))
            switch format {
            case .text: Console.print(list.text)
            case .json: Console.write(list.json + [0x0A])
            }
        }
    }
}
