import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore
import RouterModel
import RouterTraining

/// `autorouter simulate`.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serve real outcomes in a closed loop: explore, log, learn, and see how fast it gets better.",
        discussion: """
            Prompts of outcome tables are drawn without repetition; only the outcome of the candidate that was chosen is seen. The \
            router starts from a bundle that has not seen the tables, logs to SQLite and learns from that log. It is held against the \
            best single candidate in hindsight, even chance, ε-greedy without features, and ridge regressions that saw every \
            candidate's outcome of the same requests.
            """)

    @Option(parsing: .upToNextOption, help: "Outcome tables to draw requests from.")
    var data: [String]

    @Option(help: "Requests of each run (default: 5000, at most four fifths of the prompts).")
    var requests: Int?

    @Option(help: "The pool, names separated by commas (default: the four best models of the tables).")
    var pool: String?

    @Option(
        help: """
            The dial, 0 (pure quality) to 10 (cheapest). At 7 a tenth of a cent has to buy ten points of quality, which is about \
            what requests of benchmark tables cost.
            """)
    var tradeoff = 7.0

    @Option(help: "How to explore: \(ExploreOption.accepted).")
    var explore = ExploreOption.thompson

    @Option(help: "Bundle to start from; it must not have been trained on the tables.")
    var prior: String?

    @Option(parsing: .upToNextOption, help: "Tables to train a bundle on to start from.")
    var priorData: [String] = []

    @Option(help: "Number of runs, each with its own order and draws.")
    var runs = 10

    @Option(help: "Seed of the first run; the others count on from it.")
    var seed: UInt64 = 1

    @Option(help: "Folder to keep the runs' logs in (default: they are deleted).")
    var keepLogs: String?

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard runs > 0 else { throw ValidationError("--runs \(runs) is not accepted; 1 or more is.") }
        if let requests, requests < 100 {
            throw ValidationError("--requests \(requests) is not accepted; 100 or more is.")
        }
        do { _ = try Tradeoff(tradeoff) } catch { throw ValidationError("\(error)") }
    }

    func run() async throws { try await CommandFailure.reporting { try await simulate() } }

    private func simulate() async throws {
        let started = ContinuousClock.now
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("autorouter-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let bundle = try startingBundle(in: scratch)
        let names = pool.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
        let table = try SimulationTable(paths: data, names: names, extractor: bundle.extractor)
        let settings = try settings(for: table)
        let paths = try await paths(
            SimulationRun(table: table, prior: bundle, settings: settings),
            logs: keepLogs.map { URL(fileURLWithPath: $0) } ?? scratch)
        let report = SimulationReport(
            summary: SimulationSummary(paths, checkpoints: settings.checkpoints), table: table, settings: settings,
            bundle: bundle, seconds: (ContinuousClock.now - started).seconds)
        switch format {
        case .text: Console.print(report.text)
        case .json: Console.write(report.json + [0x0A])
        }
    }

    private func settings(for table: SimulationTable) throws -> SimulationSettings {
        let count = min(requests ?? 5_000, table.rows.count * 4 / 5)
        if let requests, requests > count, !shared.quiet {
            Console.note("only \(table.rows.count) prompts have outcomes of the whole pool: \(count) are served")
        }
        var exploration = Configuration().exploration
        explore.apply(to: &exploration)
        return SimulationSettings(
            requestCount: count, tradeoff: try Tradeoff(tradeoff), policy: exploration.routingPolicy,
            checkpoints: SimulationSettings.checkpoints(upTo: count), recipe: LearningRecipe())
    }

    /// All runs, each with a log of its own in a folder.
    private func paths(_ run: SimulationRun, logs: URL) async throws -> [SimulationPath] {
        try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
        let progress = ProgressLine("simulating", isQuiet: shared.quiet)
        var paths: [SimulationPath] = []
        for number in 0..<runs {
            let seed = seed &+ UInt64(number)
            let file = logs.appendingPathComponent("run-\(seed).sqlite").path
            guard !FileManager.default.fileExists(atPath: file) else {
                throw SimulationError("'\(file)' is there already; name an empty folder with --keep-logs")
            }
            paths.append(
                try await run.path(seed: seed, logPath: file) {
                    progress.report((Double(number) + $0) / Double(runs))
                })
        }
        progress.finish()
        return paths
    }

    private func startingBundle(in scratch: URL) throws -> ModelBundle {
        guard priorData.isEmpty else {
            guard prior == nil else { throw SimulationError("--prior and --prior-data exclude each other") }
            return try SimulationPrior.trained(
                on: priorData, without: data, in: scratch.appendingPathComponent("prior"), isQuiet: shared.quiet)
        }
        let bundle = try prior.map { try ModelBundle(folder: URL(fileURLWithPath: $0)) } ?? Setup(shared).bundle()
        return try SimulationPrior.checked(bundle, tables: data)
    }
}
