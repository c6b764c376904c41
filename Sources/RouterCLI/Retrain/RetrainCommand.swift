import ArgumentParser
import Foundation
import RouterConfiguration
import RouterModel
import RouterOutcomeLog

/// `autorouter retrain`.
struct RetrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrain",
        abstract: "Learn from the outcome log, and promote what the log itself proves to be better.",
        discussion: """
            The challenger learns from the older part of the log and is judged on the newest, against the bundle in use, by what either \
            would have earned there. It is promoted only if the lower bound of its advantage reaches the margin; otherwise it is kept with \
            the reason. A running server follows within about a second. Features are enough: no prompt needs to be stored.
            """)

    @Option(
        name: .customLong("log"),
        help: "The SQLite file; may be repeated for several routers (default: the configured one).")
    var logs: [String] = []

    @Option(help: "Only decisions since then: a date, or an age such as 30d.")
    var since: PointInTime?

    @Option(help: "Days after which an outcome counts half (default: as configured).")
    var halfLife: Double?

    @Option(help: "Share of the decisions, the newest, to judge on (default: as configured).")
    var evaluated: Double?

    @Option(help: "What the lower bound of the advantage must reach, in utility (default: as configured).")
    var margin: Double?

    @Option(help: "Probability that nothing is promoted that is not better (default: as configured).")
    var confidence: Double?

    @Flag(help: "Only say what would be done.")
    var dryRun = false

    @Option(help: "Seed of the intervals.")
    var seed: UInt64 = 0

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        func check(_ name: String, _ value: Double?, _ range: ClosedRange<Double>) throws {
            guard let value, !range.contains(value) else { return }
            throw ValidationError("--\(name) \(value) is not in \(range.lowerBound) to \(range.upperBound).")
        }
        try check("half-life", halfLife, 0.01...100_000)
        try check("evaluated", evaluated, 0.05...0.9)
        try check("margin", margin, 0...1)
        try check("confidence", confidence, 0.5...0.9999)
        // An outcome that is counted twice looks like two.
        var files: Set<String> = []
        for path in logs where !files.insert(URL(fileURLWithPath: path).resolvingSymlinksInPath().path).inserted {
            throw ValidationError("--log '\(path)' is named twice.")
        }
    }

    func run() async throws { try await CommandFailure.reporting { try await retrain() } }

    private func retrain() async throws {
        let started = ContinuousClock.now
        var setup = try Setup(shared)
        if let halfLife { setup.configuration.retrain.halfLifeDays = halfLife }
        if let evaluated { setup.configuration.retrain.evaluatedShare = evaluated }
        if let margin { setup.configuration.retrain.margin = margin }
        if let confidence { setup.configuration.retrain.confidence = confidence }
        let job = try RetrainJob(setup, since: since?.date)
        var readers: [OutcomeLogReader] = []
        for path in logs.isEmpty ? [setup.configuration.log.path] : logs {
            readers.append(try await OutcomeLogReader.openMigrated(path))
        }
        let result = try await job.retraining.run(readers)
        let stored = dryRun ? nil : try job.store(result)
        let report = RetrainReport(
            result: result, job: job, stored: stored, isDryRun: dryRun,
            evaluations: result.evaluations(seed: seed), seconds: (ContinuousClock.now - started).seconds)
        switch format {
        case .text: Console.print(report.text)
        case .json: Console.write(report.json + [0x0A])
        }
    }
}
