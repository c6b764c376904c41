import RouterCore
import RouterWire

/// Decides what the sandbox answers: a request and a behaviour in, a timed reply out.
///
/// A pure value without clock, socket or randomness: the same input gives the same bytes and waits.
package struct ReplySimulation: Sendable {
    let request: SandboxRequest
    let model: SandboxModel
    let behaviour: SandboxBehaviour
    let pace: SandboxPace
    let sequence: Int
    let created: Int

    /// The most bytes of text that one reply may have, by a generous estimate.
    package static let maxReplyBytes = 64 << 20

    /// Checks and keeps the input.
    ///
    /// - Parameters:
    ///   - request: what was asked.
    ///   - model: who answers.
    ///   - behaviour: the model's own, overridden by what the request says.
    ///   - pace: how fast the model's latencies pass.
    ///   - sequence: how many requests the model had before this one; decides which ones `pfail` fails.
    ///   - created: seconds since 1970 to put into the reply.
    /// - Throws: ``SandboxError`` with `.invalidRequest` if `n`, `nN` and `sizeN` ask for more than ``maxReplyBytes``.
    package init(
        request: SandboxRequest, model: SandboxModel, behaviour: SandboxBehaviour, pace: SandboxPace = .immediate,
        sequence: Int = 0, created: Int = 0
    ) throws(SandboxError) {
        let tokens = behaviour.completionTokens ?? 2 * model.verbosity
        guard request.choiceCount * tokens * max(behaviour.tokenBytes ?? 0, 16) <= Self.maxReplyBytes else {
            throw SandboxError(
                .invalidRequest, param: "n",
                "the choices, tokens and token sizes asked for exceed \(Self.maxReplyBytes) bytes together")
        }
        self.request = request
        self.model = model
        self.behaviour = behaviour
        self.pace = pace
        self.sequence = sequence
        self.created = created
    }

    /// The behaviour for a request: the model's, then what its name, the last user message and the header say, each
    /// over the one before.
    ///
    /// - Parameters:
    ///   - name: what the request calls the model.
    ///   - prompt: the last text of the user; `nil` = there is none.
    ///   - model: who answers.
    ///   - header: the value of `x-sandbox`; `nil` = not sent.
    /// - Returns: the behaviour of the answer.
    /// - Throws: ``SandboxError`` with `.invalidToken`.
    package static func behaviour(
        ofModelNamed name: String, prompt: String?, model: SandboxModel, header: String?
    ) throws(SandboxError) -> SandboxBehaviour {
        var behaviour = model.behaviour
        behaviour.override(by: try SandboxBehaviour(modelName: name))
        if let prompt { behaviour.override(by: try SandboxBehaviour(prompt: prompt)) }
        if let header {
            behaviour.override(by: try SandboxBehaviour(tokens: header, source: "the header 'x-sandbox'"))
        }
        return behaviour
    }

    /// The answer.
    package var reply: SimulatedReply {
        let delay = behaviour.delay ?? pace.firstToken(of: model)
        if let failed = behaviour.failed(api: request.api, sequence: sequence, delay: delay) { return failed }
        let choices = (0..<request.choiceCount).map {
            ReplyContent(request: request, model: model, behaviour: behaviour, choice: $0)
        }
        return request.isStreamed ? streamed(choices, delay) : plain(choices, delay)
    }

    static let brokenJSON = Array(#"{"id": oops"#.utf8)

    var gap: Duration { behaviour.gap ?? pace.gap(of: model) }

    private func plain(_ choices: [ReplyContent], _ delay: Duration) -> SimulatedReply {
        let whole = ReplyFacts.envelope(self).whole(choices)
        let body = behaviour.failure.shortened(whole)
        let longest = choices.map(\.pieces.count).max() ?? 0
        // The choices are written side by side: the longest decides when the body is complete.
        return .whole(
            status: 200, body, promised: whole.count, delay: delay + gap * max(0, longest - 1),
            completionTokens: ReplyFacts.completionTokens(choices))
    }

    private func streamed(_ choices: [ReplyContent], _ delay: Duration) -> SimulatedReply {
        let envelope = ReplyFacts.envelope(self)
        let steps = StreamStep.steps(of: choices, behaviour: behaviour, wantsUsage: request.wantsUsage)
        return SimulatedReply(
            status: 200, contentType: "text/event-stream; charset=utf-8", retryAfterSeconds: nil, delay: delay,
            contentLength: nil,
            events: .init(count: steps.count) { [gap] index in
                let step = steps[index]
                return .init(delay: step.waits ? gap : .zero, bytes: envelope.event(step, choices))
            },
            writesEventsApart: behaviour.separatesByCRLF,
            ending: behaviour.failure.cutAfter == nil ? .complete : .connectionClosed,
            completionTokens: ReplyFacts.completionTokens(choices))
    }
}
