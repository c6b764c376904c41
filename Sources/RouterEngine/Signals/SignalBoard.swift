package import RouterCore
import RouterWire
import Synchronization

/// Which signs of trouble are looked for, and which prompts were answered a moment ago.
package final class SignalBoard: Sendable {
    /// Who answered a prompt.
    struct Answer: Sendable, Hashable {
        let decisionID: String
        /// The candidate's place in the pool.
        let place: Int
    }

    /// The kinds of signals that are looked for.
    package let kinds: Set<SignalKind>
    /// Whether any of them is seen in a reply.
    private let watchesReplies: Bool
    private let answers: Mutex<RecencyTable<PromptPrint, Answer>>

    /// The same prompt within so long of its answer asks for another one.
    package static let regenerationWindow = Duration.seconds(60)

    /// Looks for the signals of these kinds; all that there are by default.
    ///
    /// - Parameters:
    ///   - kinds: of ``RouterCore/SignalKind/troubles``.
    ///   - capacity: prompts that are remembered; the oldest makes room for a new one.
    package init(_ kinds: Set<SignalKind> = Set(SignalKind.troubles), capacity: Int = 20_000) {
        self.kinds = kinds
        watchesReplies = !kinds.isDisjoint(with: [.refusal, .cutOff, .invalidJSON, .invalidToolCall, .empty])
        answers = Mutex(RecencyTable(capacity: capacity, idle: Self.regenerationWindow))
    }

    /// The watch over the reply of one call; `nil` = there is nothing to look for.
    func watch(_ request: any ClientRequest, api: UpstreamAPI) -> ReplyWatch? {
        guard watchesReplies, api != .embeddings else { return nil }
        let needs = request.routing.needs
        return ReplyWatch(
            .init(
                kinds: kinds, api: api, format: kinds.contains(.invalidJSON) ? request.replyFormat : .text,
                offersTools: needs.toolCount > 0, maxOutputTokens: needs.maxOutputTokens))
    }

    /// By what a client's prompt is recognised when it comes again; `nil` = it is not looked for.
    func print(of request: any ClientRequest, clientKey: String?) -> PromptPrint? {
        guard kinds.contains(.regenerated), request.api != .embeddings, !request.routing.turns.isEmpty else {
            return nil
        }
        return PromptPrint(request.routing.turns, clientKey: clientKey)
    }

    /// Notes that a prompt was answered.
    func answered(_ prompt: PromptPrint, by answer: Answer, now: ContinuousClock.Instant = .now) {
        answers.withLock { $0.set(answer, for: prompt, now: now) }
    }

    /// The answer to a prompt that is asked again, once; `nil` = it was not answered, too long ago, or still is being.
    func regenerated(_ prompt: PromptPrint, now: ContinuousClock.Instant = .now) -> Answer? {
        answers.withLock { answers in
            let answer = answers.use(prompt, now: now)
            if answer != nil { answers.remove(prompt) }
            return answer
        }
    }
}
