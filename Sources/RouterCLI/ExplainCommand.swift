import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterTables
import RouterWire

/// `autorouter explain`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Show why a model would be chosen for a prompt: what was read, what counts, and what would flip the choice."
    )

    @Argument(help: "The prompt; without it, standard input: text or a JSON object with 'messages'.")
    var prompt: String?

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @OptionGroup var choice: ChoiceOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws { try choice.check() }

    func run() async throws { try await CommandFailure.reporting { try explain() } }

    private func explain() throws {
        let setup = try Setup(shared)
        let bundle = try setup.bundle()
        let maker = DecisionMaker(
            bundle: bundle, pool: try setup.pool(choice.pool, bundle: bundle), tradeoff: setup.configuration.tradeoff)
        var request: RoutingRequest
        if let prompt {
            request = RoutingRequest(prompt: prompt)
        } else {
            let data = FileHandle.standardInput.readDataToEndOfFile()
            let isObject = data.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
            request =
                isObject
                ? try PromptLine([UInt8](data)).request : RoutingRequest(prompt: String(decoding: data, as: UTF8.self))
        }
        request.constraints = try choice.constraints()
        let decision = try maker.decide(request, id: "prompt", seed: choice.seed)
        let report = ExplanationReport(decision: decision, explanation: maker.explain(decision))
        switch format {
        case .text: Console.print(report.text)
        case .json: Console.write(report.json + [0x0A])
        }
    }
}

/// The two forms in which most commands print.
enum TextOrJSON: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
