package import RouterCore
import RouterWire

/// What a judge is told to look at.
package struct JudgeRubric: Sendable, Hashable {
    /// The criteria, in words for the judge.
    package let text: String

    /// Keeps the criteria.
    package init(text: String) { self.text = text }

    /// The criteria where none are configured: what the prompt asks for, and nothing that is easier to see than that.
    package static let standard = JudgeRubric(
        text: """
            1. Correctness: what the reply states is true, its reasoning holds, its code would run.
            2. Instructions: it does what the prompt asks, in the form, language and length that the prompt asks for.
            3. Completeness: nothing that the prompt asks for is missing.
            4. Usefulness: the person who wrote the prompt could go on with it as it is.
            A reply that declines a request which is plainly harmless is of no use.
            """)

    /// Counts changes of the words around the criteria: other words are another judge.
    private static let frameVersion = 1

    /// Names the criteria and the words around them, for example `v1-00c0ffee`: another text has another name.
    package var version: String {
        let digits = String(FNV1a.of(text) & 0xFFFF_FFFF, radix: 16)
        return "v\(Self.frameVersion)-" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}

/// Who judges by what: what the log needs to tell one judgement from another.
package struct JudgeIdentity: Sendable, Hashable {
    /// The model that judges.
    package let model: CandidateID
    /// What it looks at.
    package let rubric: JudgeRubric

    /// Keeps the values.
    package init(model: CandidateID, rubric: JudgeRubric) {
        self.model = model
        self.rubric = rubric
    }

    /// Who says so, as outcomes hold it.
    package var source: String { "judge:" + model.rawValue }

    /// The same judge with the same criteria judges a reply once.
    package var idempotencyKey: String { "judge:\(model.rawValue):\(rubric.version)" }

    /// The detail of an outcome: the criteria's version and a category, never prompt or reply.
    package func detail(_ reason: JudgeReason) -> String { "\(rubric.version)/\(reason.rawValue)" }
}
