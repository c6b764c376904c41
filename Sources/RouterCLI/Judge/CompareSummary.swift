import RouterCore
import RouterEngine

/// What a run of comparisons came to.
struct CompareSummary: Sendable {
    /// The candidate whose wins are counted.
    let first: CandidateID
    /// The other.
    let second: CandidateID
    /// Wins, ties and losses of the first.
    private(set) var tally = PairTally()
    /// Prompts that one of the two gave no text to, by who it was.
    private(set) var unanswered: [String: Int] = [:]
    /// Answers of the judge that are none, by what is wrong with them.
    private(set) var badAnswers: [String: Int] = [:]
    /// Questions without an answer, by status.
    private(set) var failures: [String: Int] = [:]
    /// Prompts that could not be sent as they are.
    var skippedCount = 0

    /// Nothing was compared yet.
    init(_ first: CandidateID, _ second: CandidateID) {
        self.first = first
        self.second = second
    }

    /// Prompts that were sent.
    var count: Int { tally.count + [unanswered, badAnswers, failures].reduce(0) { $0 + $1.values.reduce(0, +) } }

    /// Counts a result.
    mutating func add(_ result: CompareRun.Result) {
        switch result {
        case .compared(let pair): tally.add(pair)
        case .unanswered(let candidate): unanswered[candidate.rawValue, default: 0] += 1
        case .badAnswer(let problem): badAnswers[problem.rawValue, default: 0] += 1
        case .failed(let status): failures[GradeSummary.word(status), default: 0] += 1
        }
    }
}
