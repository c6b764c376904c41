import RouterCore
import RouterModel

/// What `diff` says.
struct BundleDiffReport {
    let old: BundleReference
    let new: BundleReference
    let comparison: BundleComparison
    /// `nil` = no prompts were given.
    let decisions: DecisionComparison?

    /// Changed models that the table for people has room for; JSON has all.
    private static let shownCandidates = 30

    /// For people.
    var document: ReportDocument {
        ReportDocument(
            title: "\(old.text) → \(new.text)",
            parts: [bundles, names] + candidates + (decisions.map(Self.parts) ?? []))
    }

    private var bundles: ReportDocument.Part {
        let rows = [old, new].map { reference in
            let manifest = reference.bundle.manifest
            return [
                reference.text, reference.bundle.id, "\(manifest.schema.version)", "\(manifest.models.count)",
                "\(manifest.skills)", "\(manifest.tables.reduce(0) { $0 + $1.rows })",
                "\(manifest.models.reduce(0) { $0 + $1.outcomes })", "\(manifest.seed)",
            ]
        }
        return .table(
            title: nil, header: ["", "bundle", "schema", "models", "skills", "rows", "outcomes", "seed"], rows: rows,
            rightAligned: [2, 3, 4, 5, 6, 7])
    }

    private var names: ReportDocument.Part {
        func line(_ verb: String, _ names: [String]) -> String {
            "models \(verb): \(names.isEmpty ? "none" : names.joined(separator: ", "))"
        }
        return .text(line("added", comparison.added) + "\n" + line("removed", comparison.removed))
    }

    private var candidates: [ReportDocument.Part] {
        let changed = comparison.candidates.filter(\.isChanged).sorted { one, other in
            (abs(other.ability.new - other.ability.old), one.name)
                < (abs(one.ability.new - one.ability.old), other.name)
        }
        let all = comparison.candidates.count
        let same = "\(all - changed.count) of \(all) models are the same"
        let inputs =
            comparison.hasSameInputs
            ? "weights: their change in posterior standard deviations of the old bundle, root of the mean square and largest"
            : "weights: cannot be compared, for skills or scaling are others"
        guard !changed.isEmpty else { return [.text(same + ".")] }
        let rows = changed.prefix(Self.shownCandidates).map { candidate in
            [
                candidate.name, Self.text(candidate.ability), Self.text(candidate.meanScore),
                candidate.outcomes.isChange
                    ? "\(candidate.outcomes.old) → \(candidate.outcomes.new)" : "\(candidate.outcomes.new)",
                candidate.weightShift.map {
                    "\(Format.decimals($0.meanSquareRoot, 2)), \(Format.signed($0.largest, 2))"
                } ?? "–",
                Self.text(candidate.calibrationSlope, 2) + " · " + Self.text(candidate.calibrationIntercept, 2),
                Self.text(candidate.promptUSDPerMillion) + " · " + Self.text(candidate.completionUSDPerMillion),
            ]
        }
        let more = changed.count - rows.count
        return [
            .table(
                title: "Models",
                header: [
                    "model", "ability", "mean score", "outcomes", "weights", "calibration", "USD per million tokens",
                ], rows: rows, rightAligned: []),
            .text(
                (more > 0 ? "\(more) more models have changed; --format json shows them. " : "") + same + ";\n" + inputs
            ),
        ]
    }

    private static func parts(_ decisions: DecisionComparison) -> [ReportDocument.Part] {
        let count = decisions.promptCount
        let share = count > 0 ? Double(decisions.changedCount) / Double(count) : nil
        let unroutable =
            decisions.unroutableCount > 0 ? "; \(decisions.unroutableCount) more can be served by no candidate" : ""
        let text = "\(decisions.changedCount) of \(count) decisions change (\(Format.percent(share)))\(unroutable)"
        guard count > 0 else { return [.text(text)] }
        let judged = [("old", decisions.byOld), ("new", decisions.byNew)].map { name, judgement in
            let (before, after) = (judgement.oldQuality / Double(count), judgement.newQuality / Double(count))
            return [
                name, Format.score(before), Format.score(after), Format.signed(after - before, 4),
                Format.dollars(judgement.perThousand(judgement.oldCostUSD)),
                Format.dollars(judgement.perThousand(judgement.newCostUSD)),
            ]
        }
        return [
            .text(text),
            .table(
                title: "Expected by the estimates of each bundle, cost for 1,000 requests",
                header: [
                    "by", "quality, old choices", "quality, new choices", "difference", "cost, old", "cost, new",
                ], rows: judged, rightAligned: [1, 2, 3, 4, 5]),
            .table(
                title: "Moves", header: ["from", "to", "prompts"],
                rows: decisions.rankedMoves.map { [$0.move.from.rawValue, $0.move.to.rawValue, "\($0.count)"] },
                rightAligned: [2]),
        ]
    }

    private static func text(_ change: BundleComparison.Change<Double>, _ decimals: Int = 3) -> String {
        let (old, new) = (Format.decimals(change.old, decimals), Format.decimals(change.new, decimals))
        return old == new ? new : "\(old) → \(new)"
    }

    private static func text(_ change: BundleComparison.Change<Double?>) -> String {
        func text(_ value: Double?) -> String { value.map { Format.decimals($0, 3) } ?? "–" }
        return change.isChange ? "\(text(change.old)) → \(text(change.new))" : text(change.new)
    }
}

extension DecisionComparison.Judgement {
    /// A sum of costs as USD for 1,000 requests; `nil` = no cost is known.
    func perThousand(_ costUSD: Double) -> Double? { pricedCount > 0 ? 1000 * costUSD / Double(pricedCount) : nil }
}
