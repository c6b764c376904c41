import Foundation
import RouterCore

/// A logged decision as a row of an outcome table.
struct LoggedOutcomeRow {
    /// What one candidate did.
    struct Outcome: Equatable {
        let model: String
        /// The reward, [0, 1].
        let score: Double
        var costUSD: Double?
        var promptTokens: Int?
        var completionTokens: Int?
        /// Seconds to the whole reply.
        var latencySeconds: Double?
    }

    let id: String
    let madeAt: Date
    /// The conversation; `nil` = the log does not keep it.
    let turns: [PromptTurn]?
    let choice: String
    let propensity: Double
    let policy: String
    let bundle: String
    /// At least one.
    let outcomes: [Outcome]

    /// The row of a record; `nil` if no reward is known, or if who answered is not of the pool.
    init?(_ record: LearningRecord, prompt: String?, rules: RewardRules) {
        guard let choice = record.choice else { return nil }
        let isAnswered = record.durationSeconds != nil
        // Where nobody answered, what is known is known of the choice.
        guard let candidate = record.answeredBy ?? (isAnswered ? nil : choice),
            let reward = rules.reward(of: record.signals)
        else { return nil }
        var outcomes = [
            Outcome(
                model: record.pool[candidate].rawValue, score: reward.value, costUSD: record.costUSD,
                promptTokens: record.promptTokens, completionTokens: record.completionTokens,
                latencySeconds: record.durationSeconds)
        ]
        if candidate != choice { outcomes.append(Outcome(model: record.pool[choice].rawValue, score: 0)) }
        id = record.id
        madeAt = record.madeAt
        turns = prompt.flatMap(Self.turns)
        self.choice = record.pool[choice].rawValue
        propensity = record.propensity
        policy = record.policy
        bundle = record.bundle
        self.outcomes = outcomes
    }

    /// The turns of a prompt as the log keeps it: each line that begins with a role and a colon begins one.
    ///
    /// - Returns: at least one turn; `nil` if the text is a hash.
    static func turns(_ text: String) -> [PromptTurn]? {
        if text.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil { return nil }
        var turns: [(role: TurnRole, lines: [Substring])] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let role = TurnRole.allCases.first(where: { line.hasPrefix($0.rawValue + ": ") }) {
                turns.append((role, [line.dropFirst(role.rawValue.utf8.count + 2)]))
            } else if turns.isEmpty {
                turns.append((.user, [line]))
            } else {
                turns[turns.count - 1].lines.append(line)
            }
        }
        return turns.map { PromptTurn(role: $0.role, text: $0.lines.joined(separator: "\n")) }
    }
}
