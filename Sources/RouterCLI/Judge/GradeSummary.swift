import RouterCore
import RouterEngine

/// What a run of grading came to.
struct GradeSummary: Sendable {
    /// Grades of one candidate's replies.
    struct Mean: Sendable {
        private(set) var count = 0
        private var sum = 0.0

        /// The mean grade, [0, 1].
        var value: Double { count > 0 ? sum / Double(count) : 0 }

        mutating func add(_ value: Double) {
            count += 1
            sum += value
        }
    }

    /// Grades by candidate.
    private(set) var means: [CandidateID: Mean] = [:]
    /// Replies that were graded.
    private(set) var gradedCount = 0
    /// Replies that somebody else has graded meanwhile.
    private(set) var overtakenCount = 0
    /// Answers that are none, by what is wrong with them.
    private(set) var badAnswers: [String: Int] = [:]
    /// Calls without an answer, by status.
    private(set) var failures: [String: Int] = [:]

    /// Replies that were looked at.
    var count: Int {
        gradedCount + overtakenCount + badAnswers.values.reduce(0, +) + failures.values.reduce(0, +)
    }

    /// Counts a result.
    mutating func add(_ result: GradeRun.Result) {
        switch result {
        case .graded(let candidate, let grade):
            gradedCount += 1
            means[candidate, default: Mean()].add(grade.value)
        case .overtaken: overtakenCount += 1
        case .badAnswer(let problem): badAnswers[problem.rawValue, default: 0] += 1
        case .failed(let status): failures[Self.word(status), default: 0] += 1
        }
    }

    /// A failure in a word.
    static func word(_ status: Int?) -> String { status.map { "status_\($0)" } ?? "not_sent" }
}
