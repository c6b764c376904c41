import RouterCore
import RouterEngine

/// An explanation for people, and for programs.
struct ExplanationReport {
    let decision: RoutingDecision
    let explanation: DecisionExplanation

    /// Contributions that are shown of each candidate.
    private static let shownContributions = 5
    /// Candidates whose margin is shown.
    private static let shownMargins = 5

    /// The explanation in sentences and tables.
    var text: String {
        let compared = [decision.choice, explanation.runnerUp].compactMap { name in
            explanation.parts.firstIndex { $0.candidate == name }
        }
        let paragraphs = [
            heading, DecisionTable([(decision, nil)]).text, margins, forecasts(of: compared),
            contributions(of: compared), ExplanationFlips(explanation).text,
        ]
        return paragraphs.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var heading: String {
        let extent = decision.features.extent
        let read =
            extent.isPartial
            ? "read \(extent.readBytes) of \(extent.totalBytes) bytes (beginning and end of the user's words)"
            : "read all \(extent.totalBytes) bytes"
        return
            "\(read), about \(decision.features.promptTokens) prompt tokens; trade-off \(decision.tradeoff), bundle \(decision.bundle)"
    }

    /// Who is best on average, and whose advantage does or does not clear the do-no-harm margin.
    private var margins: String {
        guard let best = explanation.bestOnAverage else { return "" }
        let rivals = explanation.parts.filter { $0.candidate != best && $0.advantage ?? 0 > 0 }
            .sorted { ($0.advantage ?? 0) > ($1.advantage ?? 0) }
        let opening = "Best on an average prompt: \(best). "
        guard !rivals.isEmpty else { return opening + "No other candidate is expected to be better here." }
        let lines = rivals.prefix(Self.shownMargins).map { part in
            let (advantage, margin) = (part.advantage ?? 0, part.margin ?? 0)
            let amounts = { (word: String) in
                "better by \(Self.small(advantage)), \(word) the margin of \(Self.small(margin))"
            }
            return advantage > margin
                ? "  \(part.candidate) is expected to be \(amounts("beyond"))"
                : "  \(part.candidate) would be expected to be \(amounts("within"))"
        }
        let rest = rivals.count - lines.count
        return
            ([opening + "To be preferred, another one has to be better by more than estimates may err:"] + lines
            + (rest > 0 ? ["  and \(rest) more by less"] : [])).joined(separator: "\n")
    }

    private func forecasts(of places: [Int]) -> String {
        TextTable(
            header: ["forecast", "raw score", "quality", "reply tokens", "prompt", "+ reply", "+ request", "= cost"],
            rows: places.map { place in
                let (part, estimate) = (explanation.parts[place], decision.candidates[place].estimate)
                return [
                    part.candidate.rawValue, Self.small(part.rawScore), Self.small(estimate.quality),
                    Format.decimals(estimate.completionTokens, 0), Format.dollars(part.promptCostUSD),
                    Format.dollars(part.completionCostUSD), Format.dollars(part.requestCostUSD ?? 0),
                    Format.dollars(estimate.costUSD),
                ]
            }, rightAligned: [1, 2, 3, 4, 5, 6, 7]
        ).text
    }

    /// The parts of the raw scores: by inputs in a table, by skills in a line for each candidate, and what sets the two
    /// apart.
    private func contributions(of places: [Int]) -> String {
        let parts = places.map { explanation.parts[$0] }
        let columns = parts.map { Self.shown($0.inputContributions) }
        let rows = (0..<(columns.map(\.count).max() ?? 0)).map { rank in
            columns.flatMap { column in
                column.indices.contains(rank) ? [Self.signed(column[rank].amount), column[rank].name] : ["", ""]
            }
        }
        let table = TextTable(
            header: parts.flatMap { ["adds", "to the raw score of \($0.candidate)"] }, rows: rows,
            rightAligned: Set(parts.indices.map { 2 * $0 }))
        let skills = parts.map { part in
            "By skill, \(part.candidate) (known by '\(part.head)'): \(Self.line(part.skillContributions))"
        }
        return ([table.text] + skills + differences(parts)).joined(separator: "\n")
    }

    private func differences(_ parts: [DecisionExplanation.Part]) -> [String] {
        guard parts.count == 2 else { return [] }
        let others = Dictionary(uniqueKeysWithValues: parts[1].inputContributions.map { ($0.name, $0.amount) })
        let differences = parts[0].inputContributions.map {
            DecisionExplanation.Contribution(name: $0.name, amount: $0.amount - others[$0.name, default: 0])
        }
        let line = Self.line(differences.sorted { abs($0.amount) > abs($1.amount) })
        return line.isEmpty ? [] : ["\(parts[0].candidate) less \(parts[1].candidate): \(line)"]
    }

    /// The average and then the largest, without what rounds to nothing.
    private static func shown(_ parts: [DecisionExplanation.Contribution]) -> [DecisionExplanation.Contribution] {
        let shown = parts.filter { abs($0.amount) >= 0.0005 }
        return shown.filter { $0.name == "average" }
            + shown.filter { $0.name != "average" }.prefix(shownContributions)
    }

    private static func line(_ parts: [DecisionExplanation.Contribution]) -> String {
        shown(parts).map { "\($0.name) \(signed($0.amount))" }.joined(separator: ", ")
    }

    private static func small(_ value: Double) -> String { Format.decimals(value, 3) }

    private static func signed(_ amount: Double) -> String { (amount < 0 ? "−" : "+") + small(abs(amount)) }
}
