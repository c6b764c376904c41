import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterTables
import RouterWire

/// `autorouter route`.
struct RouteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route",
        abstract: "Choose a model for a prompt, or for each of a file of prompts, without sending anything.",
        discussion: """
            A file holds a prompt a line: plain text, or a JSON object with 'prompt' or 'messages' and optionally 'id'; gzip is read as \
            it is. Without prompt and file, standard input is one prompt.
            """)

    /// How decisions are printed.
    enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
        case jsonl
    }

    @Argument(help: "The prompt.")
    var prompt: String?

    @Option(help: "File of prompts, one a line; '-' is standard input.")
    var input: String?

    @Option(help: "How to print: table, json (one object) or jsonl (a decision a line).")
    var format = OutputFormat.table

    @Option(help: "Draw as a server would that explores: \(ExploreOption.accepted).")
    var explore: ExploreOption?

    @Flag(help: "Leave out and count lines that do not follow the format.")
    var skipBad = false

    @OptionGroup var choice: ChoiceOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if prompt != nil, input != nil { throw ValidationError("Give a prompt or --input, not both.") }
        try choice.check()
    }

    func run() async throws { try await CommandFailure.reporting { try route() } }

    private func route() throws {
        let setup = try Setup(shared)
        let bundle = try setup.bundle()
        var exploration = setup.configuration.exploration
        exploration.policy = .none
        explore?.apply(to: &exploration)
        let maker = DecisionMaker(
            bundle: bundle, pool: try setup.pool(choice.pool, bundle: bundle), tradeoff: setup.configuration.tradeoff,
            policy: exploration.routingPolicy)
        let batch = RouteBatch(maker: maker, constraints: try choice.constraints(), seed: choice.seed, format: format)
        if let input { return try route(file: input, batch) }
        let text: String
        if let prompt {
            text = prompt
        } else {
            text = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
        }
        let decision = try batch.decide(RoutingRequest(prompt: text), id: "prompt")
        var results = RouteResults(format: format)
        results.add(RenderedDecision(decision, preview: nil, format: format))
        results.finish()
    }

    /// Decides for a file, a few thousand lines at a time, so that memory stays bounded.
    private func route(file: String, _ batch: RouteBatch) throws {
        let size = (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0
        let progress = ProgressLine("routing", isQuiet: shared.quiet || format != .jsonl && Console.isOutputTerminal)
        let reader = try LineReader(path: file)
        var results = RouteResults(format: format)
        var skipped = 0
        while true {
            var lines: [(number: Int, bytes: [UInt8])] = []
            while lines.count < RouteBatch.lineCount, let line = try reader.next() {
                if !line.isEmpty { lines.append((reader.lineNumber, line)) }
            }
            guard !lines.isEmpty else { break }
            for (line, outcome) in zip(lines, batch.decide(lines.map(\.bytes), firstNumbers: lines.map(\.number))) {
                switch outcome {
                case .decided(let rendered): results.add(rendered)
                case .unroutable(let error): results.addUnroutable(error, line: line.number)
                case .unreadable(let error):
                    guard skipBad else {
                        throw TableError(.badLine, path: file, line: line.number, error.description)
                    }
                    skipped += 1
                }
            }
            if size > 0 { progress.report(Double(reader.consumedBytes) / Double(size)) }
        }
        progress.finish()
        results.finish()
        if skipped > 0 { Console.note("\(skipped) bad lines skipped") }
        if results.unroutableCount > 0 {
            Console.note("\(results.unroutableCount) prompts that no candidate can serve")
            throw ExitStatus.noChoice
        }
    }
}
