/// What came of comparing two candidates on one prompt, from the first one's point of view.
package struct PairResult: Sendable, Hashable {
    /// How the first candidate did.
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// Its reply is better.
        case win
        /// Neither is.
        case tie
        /// The other's is.
        case loss

        /// What the reply of the first candidate is worth: 1, ½ or 0; the other's is worth the rest.
        package var value: Double {
            switch self {
            case .win: 1
            case .tie: 0.5
            case .loss: 0
            }
        }
    }

    /// How the first candidate did.
    package let outcome: Outcome
    /// Whether both orders of the replies led to the same.
    package let isConsistent: Bool

    /// The result of asking twice; judges lean to a place, so what depends on the order is a tie.
    ///
    /// - Parameters:
    ///   - forward: with the first candidate's reply shown first.
    ///   - backward: with the other's shown first.
    package init(forward: JudgePreference, backward: JudgePreference) {
        switch (forward, backward) {
        case (.first, .second): (outcome, isConsistent) = (.win, true)
        case (.second, .first): (outcome, isConsistent) = (.loss, true)
        case (.neither, .neither): (outcome, isConsistent) = (.tie, true)
        default: (outcome, isConsistent) = (.tie, false)
        }
    }
}
