import ArgumentParser
import Foundation
import RouterCore
import RouterFeatures
import RouterModel
import RouterTraining

/// `autorouter evaluate`.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Judge a bundle on outcome tables: should you route at all?",
        discussion: """
            A table holds one prompt a line with several models' scores. Beside the router stand the best single model (chosen on the \
            rows that are not evaluated), the cheapest one, a random choice and an oracle. Only rows with a score of every evaluated \
            model count. Intervals are 95 % intervals of 2,000 bootstrap draws.

            --leave-out category trains anew four times, each time without every fourth category, and evaluates on these; --leave-out \
            model trains anew without each model in turn.
            """)

    /// How figures are printed.
    enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
        case markdown
    }

    /// What training does not see.
    enum LeaveOutKind: String, ExpressibleByArgument, CaseIterable {
        case category
        case model
    }

    @Option(parsing: .upToNextOption, help: "Outcome tables; each is judged by itself.")
    var data: [String]

    @OptionGroup var options: EvaluationOptions

    @Option(help: "A strong and a weak model, as STRONG,WEAK: how well are prompts for the strong one found?")
    var pair: String?

    @Option(
        help:
            "The dial of the policy, 0 (pure quality) to 10 (cheapest) (default: the configured one; 0 with --leave-out)."
    )
    var tradeoff: Double?

    @Option(help: "How to print: table, json (one object) or markdown.")
    var format = OutputFormat.table

    @Option(help: "Draw the cost–quality curve and the reliability diagram into a file that ends in .svg or .png.")
    var plot: String?

    @Option(help: "Train anew without categories or models, and judge on these: category or model.")
    var leaveOut: LeaveOutKind?

    @Option(help: "With --leave-out model: so many labelled prompts of the model are trained on.")
    var labels = 0

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        try options.check()
        if data.isEmpty { throw ValidationError("--data names no table.") }
        if let pair, pairNames == nil {
            throw ValidationError("--pair '\(pair)' is not accepted; two different models, STRONG,WEAK, are.")
        }
        if let tradeoff, (try? Tradeoff(tradeoff)) == nil {
            throw ValidationError("--tradeoff \(tradeoff) is not accepted; 0 (quality) to 10 (cheapest) is.")
        }
        if let plot, EvaluationPlot.Kind(path: plot) == nil {
            throw ValidationError("--plot '\(plot)' is not accepted; a file that ends in .svg or .png is.")
        }
        if labels < 0 || labels > 0 && leaveOut != .model {
            throw ValidationError("--labels \(labels) is not accepted; a count with --leave-out model is.")
        }
        if leaveOut != nil, options.estimates != nil || plot != nil || pair != nil {
            throw ValidationError("--leave-out trains bundles of its own: leave out --estimates, --plot and --pair.")
        }
        if plot != nil, data.count > 1 { throw ValidationError("--plot draws one table; --data names \(data.count).") }
    }

    func run() async throws { try await CommandFailure.reporting { try evaluate() } }

    private var pairNames: (strong: String, weak: String)? {
        let names = pair.map(EvaluationOptions.names) ?? []
        return names.count == 2 && names[0] != names[1] ? (names[0], names[1]) : nil
    }

    private func evaluate() throws {
        if let leaveOut { return try self.leaveOut(leaveOut) }
        let source = try PredictionSource(options, shared, tradeoff: tradeoff)
        var reports: [EvaluationReport] = []
        for path in data {
            let rows = try OutcomeRows(path: path, skipsBadRows: options.skipBad, isQuiet: shared.quiet)
            let selection = try ModelSelection(rows, options: options, pair: pairNames)
            if let note = selection.note, !shared.quiet { Console.note("\(path): \(note)") }
            let predictions = try source.predictions(of: rows, selection, isQuiet: shared.quiet)
            let table = try EvaluationTable(models: selection.models, rows: predictions, split: selection.split)
            let evaluation = try RoutingEvaluation(table, pair: pairNames, seed: options.seed)
            let report = EvaluationReport(
                path: path, split: selection.split, source: source.name, tradeoff: source.tradeoff,
                skippedRowCount: rows.skippedRowCount, evaluation: evaluation)
            if let plot { try EvaluationPlot.write(report, to: plot) }
            reports.append(report)
        }
        switch format {
        case .table: Console.print(reports.map(\.document.text).joined(separator: "\n\n"))
        case .markdown: Console.print(reports.map(\.document.markdown).joined(separator: "\n\n"))
        case .json: Console.write(EvaluationReport.json(of: reports) + [0x0A])
        }
    }

    private func leaveOut(_ kind: LeaveOutKind) throws {
        let extractor = FeatureExtractor(embedding: try EmbeddingChoice.file(nil)?.embedding)
        let dial = try tradeoff.map { try Tradeoff($0) } ?? .qualityOnly
        var reports: [LeaveOutReport] = []
        for path in data {
            let rows = try OutcomeRows(path: path, skipsBadRows: options.skipBad, isQuiet: shared.quiet)
            let selection = try ModelSelection(rows, options: options, pair: nil)
            if let note = selection.note, !shared.quiet { Console.note("\(path): \(note)") }
            let trial = LeaveOut(
                rows: rows, selection: selection, tradeoff: dial, seed: options.seed, extractor: extractor)
            reports.append(
                LeaveOutReport(
                    path: path, tradeoff: dial,
                    content: kind == .category
                        ? .categories(try trial.categories(isQuiet: shared.quiet))
                        : .models(try trial.models(labelCount: labels, isQuiet: shared.quiet), labelCount: labels)))
        }
        switch format {
        case .table: Console.print(reports.map(\.document.text).joined(separator: "\n\n"))
        case .markdown: Console.print(reports.map(\.document.markdown).joined(separator: "\n\n"))
        case .json: Console.write(LeaveOutReport.json(of: reports) + [0x0A])
        }
    }
}
