import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore
import RouterOutcomeLog
import RouterTables

extension LogCommand {
    /// `autorouter log export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Write decisions and their rewards as an outcome table.",
            discussion: """
                One row a decision of which something is known, with the reward as the score of the candidate that answered; a chosen \
                candidate that failed where another one answered scores 0. Choice, propensity and policy stand beside it. Prompts \
                are there only where the log keeps their text, and 'train' needs them.
                """)

        /// The form of a table.
        enum TableFormat: String, ExpressibleByArgument, CaseIterable {
            case jsonl
            case csv
        }

        @Option(help: "JSON Lines or CSV: jsonl or csv (default: by the file's name, else jsonl).")
        var format: TableFormat?

        @Option(help: "File to write, gzip where it ends in .gz (default: standard output).")
        var output = "-"

        @Option(help: "Only decisions since then: a date, or an age such as 90d.")
        var since: PointInTime?

        @OptionGroup var log: FileOptions

        func run() async throws { try await CommandFailure.reporting { try await export() } }

        private func export() async throws {
            let reader = try await OutcomeLogReader.open(log.file())
            let rules = try Setup(log.shared).configuration.rewards
            let writer = try LineWriter(path: output)
            let printer = try await printer(reader)
            var rowCount = 0
            if let header = printer.header { try writer.write(line: header) }
            let reading = try await reader.forEachPromptedRecord(since: since?.date) { records in
                for (record, prompt) in records {
                    guard let row = LoggedOutcomeRow(record, prompt: prompt, rules: rules) else { continue }
                    try writer.write(line: printer.line(row))
                    rowCount += 1
                }
            }
            try writer.close()
            guard !log.shared.quiet else { return }
            let unreadable = reading.unreadableCount > 0 ? ", \(reading.unreadableCount) unreadable" : ""
            Console.note("\(rowCount) of \(reading.recordCount) decisions have a reward and were written\(unreadable)")
        }

        private func printer(_ reader: OutcomeLogReader) async throws -> OutcomeTablePrinter {
            let isCSV = output.hasSuffix(".csv") || output.hasSuffix(".csv.gz")
            switch format ?? (isCSV ? .csv : .jsonl) {
            case .jsonl: return .jsonLines
            case .csv: return .csv(models: try await reader.candidateNames().map(\.rawValue))
            }
        }
    }
}
