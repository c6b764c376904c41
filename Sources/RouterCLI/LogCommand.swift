import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore
import RouterOutcomeLog
import RouterWire

/// `autorouter log`.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Look into the outcome log, and take care of it.",
        subcommands: [List.self, Show.self, Statistics.self, Prune.self, Export.self, Import.self],
        defaultSubcommand: List.self)

    /// Which log.
    struct FileOptions: ParsableArguments {
        @Option(name: .customLong("log"), help: "The SQLite file (default: the configured one).")
        var path: String?

        @OptionGroup var shared: SharedOptions

        /// The file's path.
        func file() throws -> String { try path ?? Setup(shared).configuration.log.path }
    }

    /// Which log, and how to print.
    struct Options: ParsableArguments {
        @OptionGroup var log: FileOptions

        @Option(help: "How to print: text or json.")
        var format = TextOrJSON.text

        func reader() async throws -> OutcomeLogReader { try await OutcomeLogReader.open(log.file()) }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List decisions, the newest first.")

        @Option(help: "At most so many.")
        var limit = 20

        @Option(help: "Only decisions that chose this model or were answered by it.")
        var model: String?

        @Flag(help: "Only decisions of which an attempt failed.")
        var failed = false

        @OptionGroup var options: Options

        func validate() throws { if limit < 0 { throw ValidationError("--limit \(limit) is negative.") } }

        func run() async throws {
            try await CommandFailure.reporting {
                let decisions = try await options.reader().decisions(
                    DecisionQuery(
                        limit: limit, candidate: model.map { CandidateID($0) }, ending: failed ? .withFailure : .any))
                switch options.format {
                case .text: Console.print(LogReport.table(of: decisions))
                case .json: Console.write(LogReport.json(of: decisions) + [0x0A])
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show one decision with its attempts and outcomes.")

        @Argument(help: "The decision's id, or its beginning.")
        var id: String

        @OptionGroup var options: Options

        func run() async throws {
            try await CommandFailure.reporting {
                let logged = try await options.reader().decision(id)
                switch options.format {
                case .text: Console.print(LogReport.text(of: logged))
                case .json: Console.write(LogReport.json(of: logged) + [0x0A])
                }
            }
        }
    }

    struct Statistics: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stats", abstract: "What the log says about each candidate.")

        @OptionGroup var options: Options

        func run() async throws {
            try await CommandFailure.reporting {
                let reader = try await options.reader()
                let statistics = try await reader.statistics()
                let drift = try await DriftWindows.reading(
                    reader, rules: Setup(options.log.shared).configuration.rewards)
                switch options.format {
                case .text: Console.print(LogReport.text(of: statistics) + "\n" + drift.text)
                case .json: Console.write(LogReport.json(of: statistics, drift: drift) + [0x0A])
                }
            }
        }
    }
}
