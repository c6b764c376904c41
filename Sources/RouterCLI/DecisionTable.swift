import RouterCore

/// Decisions as a table for people, and what they add up to.
struct DecisionTable {
    private let decisions: [(decision: RoutingDecision, preview: String?)]

    /// Keeps decisions, each with the beginning of its prompt if that is to be shown.
    init(_ decisions: [(decision: RoutingDecision, preview: String?)]) { self.decisions = decisions }

    /// The table; for a single decision every candidate is a line.
    var text: String {
        if decisions.count == 1, let only = decisions.first?.decision { return Self.candidates(of: only) }
        let rows = decisions.map { row($0.decision, preview: $0.preview) }
        let table = TextTable(
            header: ["prompt", "", "model", "quality", "cost", "why"], rows: rows, rightAligned: [3, 4])
        return table.text + "\n\n" + summary
    }

    private func row(_ decision: RoutingDecision, preview: String?) -> [String] {
        let estimate = decision.chosen?.estimate
        return [
            decision.id, preview ?? "", decision.choice.rawValue,
            estimate.map { Format.decimals($0.quality, 2) } ?? "–",
            Format.dollars(estimate?.costUSD), ChoiceReason(decision).text,
        ]
    }

    private var summary: String {
        var counts: [String: Int] = [:]
        for rendered in decisions { counts[rendered.decision.choice.rawValue, default: 0] += 1 }
        let costs = decisions.compactMap { $0.decision.chosen?.estimate.costUSD }
        let quality = decisions.compactMap { $0.decision.chosen?.estimate.quality }
        let meanQuality = quality.isEmpty ? 0 : quality.reduce(0, +) / Double(quality.count)
        let shares = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return
            "\(decisions.count) prompts, trade-off \(decisions.first?.decision.tradeoff.description ?? "–"): expected quality "
            + "\(Format.decimals(meanQuality, 3)), expected cost \(Format.dollars(costs.reduce(0, +)))\n\(shares)"
    }

    private static func candidates(of decision: RoutingDecision) -> String {
        let excluded = decision.candidates.filter { !$0.isEligible }
        let isDrawn = decision.propensity < .certain
        let rows = (decision.ranking + excluded).map { verdict in
            [
                verdict.candidate == decision.choice ? "→" : "", verdict.candidate.rawValue,
                "\(Format.decimals(verdict.estimate.quality, 3)) ± \(Format.decimals(verdict.estimate.qualitySD, 3))",
                Format.dollars(verdict.estimate.costUSD), Format.decimals(verdict.utility, 3),
            ] + (isDrawn ? [Format.decimals(verdict.probability, 3)] : []) + [
                verdict.isEligible
                    ? verdict.estimate.basis.rawValue : verdict.excludedBy.map(\.rawValue).joined(separator: ", ")
            ]
        }
        let table = TextTable(
            header: ["", "model", "quality", "cost", "utility"] + (isDrawn ? ["chance"] : []) + ["known by"],
            rows: rows, rightAligned: isDrawn ? [2, 3, 4, 5] : [2, 3, 4])
        return table.text + "\n\n\(decision.choice): \(ChoiceReason(decision).text)"
    }
}
