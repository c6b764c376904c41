import Foundation
import RouterCore
import RouterTraining

/// What `evaluate` says of one table.
struct EvaluationReport {
    /// The table's file.
    let path: String
    /// Which rows were judged.
    let split: EvaluationSplit
    /// The bundle's id, or the file with the estimates.
    let source: String
    /// The policy's dial; `nil` = the file's own choices.
    let tradeoff: Tradeoff?
    /// Lines that did not follow the format and were left out.
    let skippedRowCount: Int
    /// The figures.
    let evaluation: RoutingEvaluation

    /// What the policy is called.
    var policyName: String { tradeoff.map { "policy, trade-off \($0)" } ?? "policy, as in the file" }

    /// How many rows of which split, of how many models.
    var extent: String {
        let table = evaluation.table
        return
            "\(table.rowCount) prompts (\(split == .all ? "all rows" : "split '\(split.label)'")), \(table.models.count) models"
    }

    /// For people.
    var document: ReportDocument {
        let table = evaluation.table
        var notes = ["\(extent); estimates of \(source)."]
        if table.incompleteRowCount > 0 {
            notes.append("\(table.incompleteRowCount) rows that lack the score of a model are left out.")
        }
        notes.append(
            table.otherRowCount.map { "The best single model was chosen on \($0) other rows." }
                ?? "The best single model was chosen on these very rows, which flatters it.")
        var parts: [ReportDocument.Part] = [
            .text(notes.joined(separator: " ")), strategies, .text(figures), candidates,
        ]
        if evaluation.categories.count > 1 { parts.append(categories) }
        parts.append(.text("Should you route at all? " + evaluation.verdict.text))
        return ReportDocument(title: path, parts: parts)
    }

    private var strategies: ReportDocument.Part {
        let best = evaluation.strategy(.bestSingle)
        let rows = evaluation.strategies.map { strategy in
            let isReference = strategy.kind == .bestSingle
            return [
                name(of: strategy), Format.score(strategy.quality),
                isReference
                    ? "" : "\(Format.signed(strategy.gain)) ± \(Format.decimals(strategy.gainStandardError, 3))",
                isReference
                    ? ""
                    : "\(Format.signed(strategy.gainInterval.low)) to \(Format.signed(strategy.gainInterval.high))",
                Format.dollars(strategy.costUSD.map { $0 * 1000 }),
                best?.costUSD.flatMap { reference in
                    strategy.costUSD.flatMap { reference > 0 ? Format.percent($0 / reference) : nil }
                } ?? "–",
            ]
        }
        return .table(
            title: nil, header: ["choice", "score", "gain ± se", "95 % interval", "cost/1,000", "of best single"],
            rows: rows, rightAligned: [1, 2, 3, 4, 5])
    }

    private func name(of strategy: StrategyMetrics) -> String {
        switch strategy.kind {
        case .bestSingle: "best single: \(strategy.model ?? "")"
        case .cheapest: "cheapest: \(strategy.model ?? "")"
        case .random: "random"
        case .maxQuality: "router, highest estimate"
        case .policy: "router, \(policyName)"
        case .oracle: "oracle"
        }
    }

    private var figures: String {
        let metrics = evaluation.metrics
        var lines = [
            "AUC \(Format.score(metrics.auc)), Brier score \(Format.score(evaluation.meanBrierScore)), calibration error \(Format.score(evaluation.meanCalibrationError)) (means over models; 15 bins of equal width)"
        ]
        if let curve = evaluation.curve {
            lines.append(
                "AIQ \(Format.score(curve.aiq)); mixtures of single models \(Format.score(curve.aiqZero)), oracle \(Format.score(curve.aiqOracle)); gap closed \(Format.score(curve.gapClosed))"
            )
            lines.append(
                "cost at the best single model's quality: "
                    + (curve.costAtBest.map { Format.percent($0) + " of its cost" } ?? "not reached"))
        } else if evaluation.table.models.count > 1 {
            lines.append("no cost–quality curve: costs of some models are missing")
        }
        if let pair = evaluation.pair {
            lines.append(
                "\(pair.strong) over \(pair.weak): APGR \(Format.score(pair.apgr)), CPT(50 %) \(Format.decimals(pair.cpt50, 1)) %, CPT(80 %) \(Format.decimals(pair.cpt80, 1)) %"
            )
        }
        return lines.joined(separator: "\n")
    }

    private var candidates: ReportDocument.Part {
        .table(
            title: "Models",
            header: ["model", "score", "estimate", "cost/1,000", "chosen", "AUC", "Brier", "calibration error"],
            rows: evaluation.candidates.sorted { ($1.meanScore, $0.model) < ($0.meanScore, $1.model) }.map {
                candidate in
                [
                    candidate.model, Format.score(candidate.meanScore), Format.score(candidate.meanQuality),
                    Format.dollars(candidate.meanCostUSD.map { $0 * 1000 }), Format.percent(candidate.chosenShare),
                    Format.score(candidate.auc), Format.score(candidate.brierScore),
                    Format.score(candidate.calibrationError),
                ]
            }, rightAligned: [1, 2, 3, 4, 5, 6, 7])
    }

    private var categories: ReportDocument.Part {
        .table(
            title:
                "Categories (\(evaluation.table.choices == nil ? "router, highest estimate" : "router, \(policyName)"))",
            header: ["category", "prompts", "best single", "router", "gain ± se", "oracle"],
            rows: evaluation.categories.map { category in
                [
                    category.category.isEmpty ? "–" : category.category, String(category.promptCount),
                    Format.score(category.bestSingleQuality), Format.score(category.routerQuality),
                    "\(Format.signed(category.gain)) ± \(Format.decimals(category.gainStandardError, 3))",
                    Format.score(category.oracleQuality),
                ]
            }, rightAligned: [1, 2, 3, 4, 5])
    }
}
