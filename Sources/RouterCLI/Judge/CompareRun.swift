import Foundation
import RouterCore
import RouterEngine

/// Sends prompts to two candidates, has a judge compare their replies in both orders, and writes all of it down.
struct CompareRun: Sendable {
    let judge: ModelJudge
    /// The two that are compared.
    let candidates: (Candidate, Candidate)
    /// Tokens that a reply may have.
    let maxTokens: Int

    /// What came of one prompt.
    enum Result: Sendable {
        /// The two were compared.
        case compared(PairResult)
        /// A candidate gave no text.
        case unanswered(CandidateID)
        /// An answer of the judge is none.
        case badAnswer(JudgeAnswerProblem)
        /// The judge gave no answer.
        case failed(status: Int?)
    }

    /// What a comparison costs at most, in USD: both replies, and both questions over replies of the greatest length.
    func mostUSD(_ turns: [PromptTurn]) -> Double {
        let replies = [candidates.0, candidates.1].reduce(0.0) { sum, candidate in
            sum + (CallEstimate.mostUSD(turns: turns, maxTokens: maxTokens(of: candidate), of: candidate) ?? 0)
        }
        // A token has about four bytes; the judge sees no more than a bounded part.
        let reply = String(repeating: "word ", count: min(maxTokens, JudgePrompt.maxTextBytes / 5))
        let question = JudgeQuestion.comparison(prompt: StoredPrompt.text(of: turns), first: reply, second: reply)
        return replies + 2 * judge.mostUSD(judge.prompt(question))
    }

    /// Compares the two on one prompt; what was learned is on the disk when this returns.
    ///
    /// - Parameters:
    ///   - turns: the prompt.
    ///   - sender: calls the two, and logs under ``RouterCore/RoutingDecision/comparedPolicy``.
    ///   - archive: keeps what the judge says.
    /// - Returns: the result, and what all calls have cost in USD, `nil` = unknown.
    /// - Throws: what the archive throws if it cannot be written; `CancellationError`.
    func perform(
        _ turns: [PromptTurn], calling sender: ChatSender, keptIn archive: any OutcomeArchive
    ) async throws -> (result: Result, costUSD: Double?) {
        async let first = ask(candidates.0, turns, sender)
        async let second = ask(candidates.1, turns, sender)
        let (a, b) = try await (first, second)
        var cost = Self.sum(a.costUSD, b.costUSD)
        for (answer, candidate) in [(a, candidates.0), (b, candidates.1)] where answer.text?.isEmpty ?? true {
            return (.unanswered(candidate.id), cost)
        }
        let (replyA, replyB) = (a.text ?? "", b.text ?? "")
        let prompt = StoredPrompt.text(of: turns)
        async let forward = judge.ask(judge.prompt(.comparison(prompt: prompt, first: replyA, second: replyB)))
        async let backward = judge.ask(judge.prompt(.comparison(prompt: prompt, first: replyB, second: replyA)))
        let (said, saidBack) = try await (forward, backward)
        cost = Self.sum(cost, Self.sum(said.costUSD, saidBack.costUSD))
        guard let text = said.text, let textBack = saidBack.text else {
            return (.failed(status: said.failureStatus ?? saidBack.failureStatus), cost)
        }
        let result: PairResult
        do throws(JudgeAnswerProblem) {
            result = PairResult(
                forward: try JudgePreference(answer: text), backward: try JudgePreference(answer: textBack))
        } catch {
            return (.badAnswer(error), cost)
        }
        let reason = JudgeAnswer.reason(in: text)
        for (answer, value) in [(a, result.outcome.value), (b, 1 - result.outcome.value)] {
            _ = try await archive.record(
                Outcome(
                    decisionID: answer.decisionID, kind: SignalKind.judge.rawValue, value: value,
                    source: judge.identity.source, detail: judge.identity.detail(reason), observedAt: Date()),
                idempotencyKey: judge.identity.idempotencyKey)
        }
        return (.compared(result), cost)
    }

    private func ask(
        _ candidate: Candidate, _ turns: [PromptTurn], _ sender: ChatSender
    ) async throws -> ChatSender.Answer {
        try await sender.send(ChatBody.prompt(turns, to: candidate, maxTokens: maxTokens(of: candidate)))
    }

    private func maxTokens(of candidate: Candidate) -> Int { min(maxTokens, candidate.maxOutputTokens ?? maxTokens) }

    /// `nil` = one of them is unknown.
    private static func sum(_ left: Double?, _ right: Double?) -> Double? {
        left.flatMap { left in right.map { left + $0 } }
    }
}
