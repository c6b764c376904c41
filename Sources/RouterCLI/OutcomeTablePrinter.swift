import Foundation
import RouterCore
import RouterWire

/// Prints rows of an outcome table.
enum OutcomeTablePrinter {
    /// One JSON object a line.
    case jsonLines
    /// A header, then one record a line; every model has its columns.
    case csv(models: [String])

    private static let columns = ["score", "cost_usd", "prompt_tokens", "completion_tokens", "latency_ms"]
    private static let ownColumns = ["made_at", "choice", "propensity", "policy", "bundle"]

    /// What stands before the rows; `nil` = nothing.
    var header: [UInt8]? {
        guard case .csv(let models) = self else { return nil }
        let names = models.flatMap { model in Self.columns.map { "\(model)/\($0)" } }
        return Self.record(["id", "prompt"] + names + Self.ownColumns)
    }

    /// A row, without the end of its line.
    func line(_ row: LoggedOutcomeRow) -> [UInt8] {
        switch self {
        case .jsonLines: Self.json(row)
        case .csv(let models): Self.record(Self.fields(row, models))
        }
    }

    private static func json(_ row: LoggedOutcomeRow) -> [UInt8] {
        var json = JSONWriter(reservingBytes: 512)
        json.object { json in
            json.key("id", string: row.id)
            if let turns = row.turns { write(turns, to: &json) }
            json.key("outcomes")
            json.object { json in
                for outcome in row.outcomes {
                    json.key(outcome.model)
                    write(outcome, to: &json)
                }
            }
            json.key("made_at", string: row.madeAt.formatted(.iso8601))
            json.key("choice", string: row.choice)
            json.key("propensity", double: row.propensity)
            json.key("policy", string: row.policy)
            json.key("bundle", string: row.bundle)
        }
        return json.bytes
    }

    private static func write(_ turns: [PromptTurn], to json: inout JSONWriter) {
        if turns.count == 1, turns[0].role == .user { return json.key("prompt", string: turns[0].text) }
        json.key("messages")
        json.array { json in
            for turn in turns {
                json.object { json in
                    json.key("role", string: turn.role.rawValue)
                    json.key("content", string: turn.text)
                }
            }
        }
    }

    private static func write(_ outcome: LoggedOutcomeRow.Outcome, to json: inout JSONWriter) {
        json.object { json in
            json.key("score", double: outcome.score)
            if let cost = outcome.costUSD { json.key("cost_usd", double: cost) }
            if let tokens = outcome.promptTokens { json.key("prompt_tokens", int: tokens) }
            if let tokens = outcome.completionTokens { json.key("completion_tokens", int: tokens) }
            if let seconds = outcome.latencySeconds { json.key("latency_ms", double: seconds * 1000, digits: 6) }
        }
    }

    private static func fields(_ row: LoggedOutcomeRow, _ models: [String]) -> [String] {
        let byModel = Dictionary(row.outcomes.map { ($0.model, $0) }) { first, _ in first }
        let values = models.flatMap { model -> [String] in
            guard let outcome = byModel[model] else { return columns.map { _ in "" } }
            return [
                "\(outcome.score)", outcome.costUSD.map { "\($0)" } ?? "", outcome.promptTokens.map(String.init) ?? "",
                outcome.completionTokens.map(String.init) ?? "",
                outcome.latencySeconds.map { "\(($0 * 1000).rounded(toSignificantDigits: 6))" } ?? "",
            ]
        }
        let own = [row.madeAt.formatted(.iso8601), row.choice, "\(row.propensity)", row.policy, row.bundle]
        return [row.id, prompt(row.turns)] + values + own
    }

    /// One text for the column `prompt`: of several turns, each with its role as the log keeps it.
    private static func prompt(_ turns: [PromptTurn]?) -> String {
        guard let turns else { return "" }
        if turns.count == 1, turns[0].role == .user { return turns[0].text }
        return turns.map { "\($0.role.rawValue): \($0.text)" }.joined(separator: "\n")
    }

    private static func record(_ fields: [String]) -> [UInt8] { Array(fields.map(quoted).joined(separator: ",").utf8) }

    /// A field, in quotation marks where RFC 4180 asks for them.
    private static func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
        return "\"\(field.replacing("\"", with: "\"\""))\""
    }
}
