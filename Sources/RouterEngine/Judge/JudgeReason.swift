/// In one word, what decided a judgement.
package enum JudgeReason: String, Sendable, Hashable, CaseIterable {
    /// It does what was asked.
    case correct
    /// It states what is not so.
    case incorrect
    /// Something is missing.
    case incomplete
    /// It is about something else.
    case offTopic = "off_topic"
    /// It declines.
    case refused
    /// Form, language or length are not what was asked for.
    case form
    /// It would do harm.
    case harmful
    /// Anything else, and words that are not of this list.
    case other

    /// All words, for the judge.
    package static let words = allCases.map(\.rawValue)
}
