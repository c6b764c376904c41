import Foundation
import RouterCore
import RouterEngine
import RouterOutcomeLog

/// Has a judge grade logged replies, and writes down what it says.
struct GradeRun {
    let judge: ModelJudge
    let reader: OutcomeLogReader

    /// One reply to be graded.
    struct Job: Sendable {
        let decisionID: String
        let candidate: CandidateID
        let prompt: JudgePrompt
    }

    /// What came of one.
    enum Result: Sendable {
        /// The grade is in the log.
        case graded(CandidateID, JudgeGrade)
        /// Somebody has graded it meanwhile, or it is gone.
        case overtaken
        /// The judge's answer is none.
        case badAnswer(JudgeAnswerProblem)
        /// The judge gave no answer.
        case failed(status: Int?)
    }

    /// The replies to be graded by their keys in the log, each with what its grade costs at most.
    func jobs(_ keys: [Int64]) -> () async throws -> (job: Job, mostUSD: Double)? {
        var rest = keys[...]
        return {
            while let key = rest.popFirst() {
                guard let exchange = try await reader.exchange(key) else { continue }
                let prompt = judge.prompt(.grade(prompt: exchange.prompt, reply: exchange.reply))
                let job = Job(decisionID: exchange.decisionID, candidate: exchange.candidate, prompt: prompt)
                return (job, judge.mostUSD(prompt))
            }
            return nil
        }
    }

    /// Grades one reply; its grade is on the disk when this returns.
    ///
    /// - Throws: what the archive throws if it cannot be written; `CancellationError`.
    func perform(
        _ job: Job, keptIn archive: any OutcomeArchive
    ) async throws -> (result: Result, costUSD: Double?) {
        let answer = try await judge.ask(job.prompt)
        guard let text = answer.text else { return (.failed(status: answer.failureStatus), answer.costUSD) }
        let grade: JudgeGrade
        do throws(JudgeAnswerProblem) {
            grade = try JudgeGrade(answer: text)
        } catch {
            return (.badAnswer(error), answer.costUSD)
        }
        let receipt = try await archive.record(
            Outcome(
                decisionID: job.decisionID, kind: SignalKind.judge.rawValue, value: grade.value,
                source: judge.identity.source, detail: judge.identity.detail(grade.reason), observedAt: Date()),
            idempotencyKey: judge.identity.idempotencyKey)
        return (receipt == .stored ? .graded(job.candidate, grade) : .overtaken, answer.costUSD)
    }
}
