import ArgumentParser
import Foundation
import Logging
import RouterConfiguration
import RouterModel
import RouterOutcomeLog
import RouterTables

extension LogCommand {
    /// `autorouter log import`.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Take outcome tables into the log, to be learned from.",
            discussion: """
                Each model's outcome of a prompt becomes a decision of the policy 'imported' with its score as feedback. They teach \
                the heads of candidates; nobody chose, so that they say nothing of what a policy would have earned and are left \
                out of replay. What is in the log already, by the row's id and the model, is left alone. Features are extracted \
                by the bundle; prompts are kept as 'log.prompts' says.
                """)

        @Argument(help: "Outcome tables: JSON Lines or CSV, gzip allowed; '-' is standard input.")
        var files: [String]

        @Flag(help: "Leave out and count lines that do not follow the format.")
        var skipBad = false

        @OptionGroup var log: FileOptions

        func run() async throws { try await CommandFailure.reporting { try await importTables() } }

        private func importTables() async throws {
            let setup = try Setup(log.shared)
            let bundle = try setup.bundle()
            let store = try await OutcomeLog.open(
                OutcomeLogConfiguration(path: log.path ?? setup.configuration.log.path),
                logger: .program(level: log.shared.quiet ? .error : .warning))
            var table = OutcomeImport(
                log: store, extractor: bundle.extractor, bundleID: bundle.id,
                promptRecord: EngineAssembly.promptRecord(setup.configuration.log.prompts), importedAt: Date())
            var skippedCount = 0
            do {
                for file in files {
                    let reader = try OutcomeTableReader(path: file, skipsBadRows: skipBad)
                    while let row = try reader.next() { try await table.add(row) }
                    skippedCount += reader.skippedRowCount
                }
                try await table.finish()
            } catch {
                // What came before the bad line stays: importing again goes on where this ended.
                try? await table.finish()
                try? await store.close()
                throw error
            }
            try await store.close()
            guard !log.shared.quiet else { return }
            let skipped = skippedCount > 0 ? ", \(skippedCount) bad lines skipped" : ""
            Console.note(
                "\(table.addedCount) outcomes of \(table.rowCount) prompts taken in, \(table.knownCount) were there already\(skipped)"
            )
        }
    }
}
