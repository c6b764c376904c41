import ArgumentParser
import RouterConfiguration
import RouterCore
import RouterOutcomeLog
import RouterTraining

/// `autorouter calibrate`.
struct CalibrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Find the trade-off for a target such as 'quality: 95 %', 'cost: half' or 'usd-per-1000: 2'.",
        discussion: """
            Shares are of the best single model's mean score and mean cost. On an outcome table the dial is found by what the models \
            really scored and cost. With --from log it is found by the estimates of the logged decisions: the log knows what came of \
            the chosen model only.
            """)

    /// What the dial is found on.
    enum Source: String, ExpressibleByArgument, CaseIterable {
        case table
        case log
    }

    @Option(help: "What to reach: 'quality: 95 %', 'cost: 50 %', 'cost: half' or 'usd-per-1000: 2'.")
    var target: String

    @Option(help: "What to find it on: table or log.")
    var from = Source.table

    @Option(help: "Outcome table.")
    var data: String?

    @Option(name: .customLong("log"), help: "The log's SQLite file (default: the configured one).")
    var logPath: String?

    @OptionGroup var options: EvaluationOptions

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        try options.check()
        do { _ = try TradeoffTarget(parsing: target) } catch { throw ValidationError("\(error)") }
        switch from {
        case .table:
            if data == nil { throw ValidationError("--data names no table; name one, or give --from log.") }
            if logPath != nil { throw ValidationError("--log is read with --from log only.") }
        case .log:
            if data != nil || options.estimates != nil || options.split != nil {
                throw ValidationError("--from log reads no table: leave out --data, --estimates and --split.")
            }
        }
    }

    func run() async throws {
        try await CommandFailure.reporting {
            let target = try TradeoffTarget(parsing: target)
            let (origin, table, policy) = try await self.table()
            let solver = try policy.map { try TradeoffSolver(table, policy: $0) } ?? TradeoffSolver(table)
            let solution = solver.solve(target, seed: options.seed)
            let report = CalibrationReport(
                target: target, origin: origin, isForecast: from == .log, table: table, solution: solution)
            switch format {
            case .text: Console.print(report.text)
            case .json: Console.write(report.json + [0x0A])
            }
        }
    }

    /// What the dial is found on, and how choices are made; without a policy, by utility alone.
    private func table() async throws -> (
        origin: String, table: EvaluationTable, policy: (@Sendable (Tradeoff) -> [Int])?
    ) {
        guard from == .table, let data else {
            let path = try logPath ?? Setup(shared).configuration.log.path
            let log = try await LoggedEstimates(path: path, models: options.models.map(EvaluationOptions.names))
            if let note = log.note, !shared.quiet { Console.note("\(path): \(note)") }
            return (path, try log.table(), nil)
        }
        let source = try PredictionSource(options, shared, tradeoff: nil)
        let rows = try OutcomeRows(path: data, skipsBadRows: options.skipBad, isQuiet: shared.quiet)
        let selection = try ModelSelection(rows, options: options, pair: nil)
        if let note = selection.note, !shared.quiet { Console.note("\(data): \(note)") }
        let predictions = try source.predictions(of: rows, selection, isQuiet: shared.quiet)
        return (
            data,
            try EvaluationTable(
                models: selection.models, rows: predictions, split: selection.split, standIn: .dearest),
            try source.policy(of: rows, selection)
        )
    }
}
