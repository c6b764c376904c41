import RouterCore
import RouterWire

/// How the content of replies is written down for one kind of request.
protocol ReplyEnvelope: Sendable {
    /// The body of a plain reply.
    func whole(_ choices: [ReplyContent]) -> [UInt8]
    /// One step of a stream: its events with their blank lines; empty where this kind has none for it.
    func event(_ step: StreamStep, _ choices: [ReplyContent]) -> [UInt8]
}

/// What is the same in all bodies of one reply.
struct ReplyFacts: Sendable {
    /// Makes ids unlike those of other replies.
    let id: String
    let model: String
    let created: Int
    let promptTokens: Int
    let omitsUsage: Bool
    /// Whether the chunks before the one with token counts say that it comes.
    let announcesUsage: Bool
    let thinks: Bool
    private let lineEnd: String

    init(_ simulation: ReplySimulation) {
        let (request, behaviour) = (simulation.request, simulation.behaviour)
        id = String(request.seed &+ UInt64(simulation.sequence), radix: 36)
        model = request.model
        created = simulation.created
        promptTokens = request.promptTokens
        omitsUsage = behaviour.omitsUsage
        announcesUsage = request.isStreamed && request.wantsUsage && !behaviour.omitsUsage
        thinks = request.thinks
        lineEnd = behaviour.separatesByCRLF ? "\r\n" : "\n"
    }

    /// The envelope for a kind of request.
    ///
    /// - Precondition: not embeddings, which have none.
    static func envelope(_ simulation: ReplySimulation) -> any ReplyEnvelope {
        let facts = ReplyFacts(simulation)
        switch simulation.request.api {
        case .chatCompletions: return ChatEnvelope(facts: facts)
        case .completions: return CompletionEnvelope(facts: facts)
        case .responses: return ResponsesEnvelope(facts: facts)
        case .messages: return MessagesEnvelope(facts: facts)
        case .embeddings: preconditionFailure("embeddings have no envelope")
        }
    }

    /// An event of data alone.
    func event(_ data: some Sequence<UInt8>) -> [UInt8] {
        Array("data: ".utf8) + data + Array((lineEnd + lineEnd).utf8)
    }

    /// An event with a name, which its data repeats as `type`.
    func event(_ name: String, _ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("type", string: name)
            members(&json)
        }
        return Array(("event: " + name + lineEnd).utf8) + event(json.bytes)
    }

    /// Tokens of all choices.
    static func completionTokens(_ choices: [ReplyContent]) -> Int { choices.reduce(0) { $0 + $1.pieces.count } }

    /// OpenAI's token counts of chat completions and completions.
    func writeUsage(_ choices: [ReplyContent], _ json: inout JSONWriter) {
        let completion = Self.completionTokens(choices)
        json.key("usage")
        json.object { json in
            json.key("prompt_tokens", int: promptTokens)
            json.key("completion_tokens", int: completion)
            json.key("total_tokens", int: promptTokens + completion)
            json.key("prompt_tokens_details")
            json.raw(#"{"cached_tokens":0,"audio_tokens":0}"#.utf8)
            json.key("completion_tokens_details")
            json.raw(
                #"{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}"#
                    .utf8)
        }
    }

    /// The text of an error in the middle of a stream.
    static let streamErrorMessage = "[simulated stream error of the sandbox]"
}
