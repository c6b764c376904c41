import ArgumentParser
import RouterOutcomeLog
import RouterWire

extension LogCommand {
    /// `autorouter log prune`.
    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prune", abstract: "Delete the oldest decisions and give their space back.",
            discussion: """
                Decisions go with all that belongs to them; the newest one and what was spent on each day stay. A server may go on \
                writing meanwhile. 'log.keep_days' and 'log.keep_bytes' in the configuration do the same once an hour.
                """)

        @Option(help: "Delete decisions older than this: 36h, 90d, 26w.")
        var olderThan: Age?

        @Option(help: "Delete the oldest decisions until the file is no larger: 500MB, 2GB, 1GiB.")
        var keep: ByteCount?

        @Flag(help: "Delete nothing; say what would be.")
        var dryRun = false

        @OptionGroup var options: Options

        func validate() throws {
            if olderThan == nil, keep == nil { throw ValidationError("One of --older-than and --keep is needed.") }
        }

        func run() async throws {
            try await CommandFailure.reporting {
                let pruner = try await LogPruner.open(options.log.file())
                let limits = RetentionLimits(maxAge: olderThan?.duration, maxBytes: keep?.bytes)
                let report = try await dryRun ? pruner.estimate(limits) : pruner.prune(limits)
                switch options.format {
                case .text: Console.print(text(of: report))
                case .json: Console.write(json(of: report) + [0x0A])
                }
            }
        }

        private func text(of report: PruneReport) -> String {
            "\(dryRun ? "would delete" : "deleted") \(report.prunedCount) decisions; \(report.keptCount) "
                + "\(dryRun ? "would be" : "are") left, \(dryRun ? "about " : "")\(report.bytesAfter) of "
                + "\(report.bytesBefore) bytes"
        }

        private func json(of report: PruneReport) -> [UInt8] {
            var json = JSONWriter()
            json.object { json in
                json.key("dry_run", bool: dryRun)
                json.key("pruned_decisions", int: report.prunedCount)
                json.key("kept_decisions", int: report.keptCount)
                json.key("bytes_before", int: report.bytesBefore)
                json.key("bytes_after", int: report.bytesAfter)
            }
            return json.bytes
        }
    }
}
