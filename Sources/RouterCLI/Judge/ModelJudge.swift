import RouterConfiguration
import RouterCore
import RouterEngine
import RouterWire
import Synchronization

/// A judge model: words questions, asks, and says what an answer may cost.
final class ModelJudge: Sendable {
    /// Who judges by what.
    let identity: JudgeIdentity
    /// The model.
    let model: Candidate
    private let sender: ChatSender
    /// Whether the model has refused what ``ChatBody/Style/strict`` demands.
    private let isPlain = Mutex(false)

    /// Tokens of an answer: a verdict has twenty, the rest is for models that think first.
    private static let maxTokens = 512
    private static let maxReasoningTokens = 4096

    /// Keeps the parts; the sender's pool holds the model.
    init(_ model: Candidate, rubric: JudgeRubric, sender: ChatSender) {
        identity = JudgeIdentity(model: model.id, rubric: rubric)
        self.model = model
        self.sender = sender
    }

    /// The question with marks of its own.
    func prompt(_ question: JudgeQuestion) -> JudgePrompt {
        var random = SystemRandomNumberGenerator()
        return JudgePrompt(
            question, rubric: identity.rubric, nonce: JudgePrompt.nonce(absentFrom: question, using: &random))
    }

    /// What an answer costs at most, in USD; 0 where the price is unknown, which the user has allowed then.
    func mostUSD(_ prompt: JudgePrompt) -> Double {
        CallEstimate.mostUSD(turns: ChatBody.turns(of: prompt), maxTokens: maxTokens, of: model) ?? 0
    }

    /// Asks.
    ///
    /// A model that refuses the demanding form is asked again, and from then on, in the plain one.
    ///
    /// - Throws: as ``ChatSender/send(_:)``.
    func ask(_ prompt: JudgePrompt) async throws -> ChatSender.Answer {
        let style: ChatBody.Style = isPlain.withLock { $0 } ? .plain : .strict
        let answer = try await sender.send(body(prompt, style))
        guard style == .strict, answer.failureStatus == 400 || answer.failureStatus == 422 else { return answer }
        let second = try await sender.send(body(prompt, .plain))
        if second.text != nil { isPlain.withLock { $0 = true } }
        return second
    }

    private func body(_ prompt: JudgePrompt, _ style: ChatBody.Style) -> [UInt8] {
        ChatBody.question(prompt, to: model, maxTokens: maxTokens, style: style)
    }

    private var maxTokens: Int {
        let wanted = model.capabilities?.contains(.reasoning) ?? false ? Self.maxReasoningTokens : Self.maxTokens
        return min(wanted, model.maxOutputTokens ?? wanted)
    }
}
