package import RouterCore

/// Prompts as the log keeps their text: a line for each turn, its role in front.
package enum StoredPrompt {
    /// The text for the log.
    package static func text(of turns: [PromptTurn]) -> String {
        turns.map { "\($0.role.rawValue): \($0.text)" }.joined(separator: "\n")
    }

    /// The turns of a stored text, as far as they can be told apart.
    ///
    /// A line of a turn that itself begins with a role is taken for another turn: the log does not mark them.
    ///
    /// - Returns: `nil` = it is no text of turns, for example a hash.
    package static func turns(of text: String) -> [PromptTurn]? {
        var turns: [(role: TurnRole, lines: [Substring])] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let (role, rest) = beginning(line) {
                turns.append((role, [rest]))
            } else if turns.isEmpty {
                return nil
            } else {
                turns[turns.count - 1].lines.append(line)
            }
        }
        return turns.map { PromptTurn(role: $0.role, text: $0.lines.joined(separator: "\n")) }
    }

    private static func beginning(_ line: Substring) -> (TurnRole, Substring)? {
        for role in TurnRole.allCases where line.hasPrefix(role.rawValue + ": ") {
            return (role, line.dropFirst(role.rawValue.count + 2))
        }
        return nil
    }
}
