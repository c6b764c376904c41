import RouterWire
import Testing

@testable import RouterSandbox

/// A chat completion with one user message and further members.
///
/// - Parameters:
///   - members: JSON members to add, for example `"stream":true`.
///   - model: the `model`.
///   - prompt: the user's text.
/// - Returns: JSON text.
func chatBody(_ members: String = "", model: String = "openai/gpt-5-mini", prompt: String = "Hi") -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
        json.key("model")
        json.string(model)
        json.key("messages")
        json.array { json in
            json.object { json in
                json.key("role")
                json.string("user")
                json.key("content")
                json.string(prompt)
            }
        }
    }
    guard !members.isEmpty else { return json.bytes }
    return json.bytes.dropLast() + Array(",\(members)}".utf8)
}

/// Reads a body as the sandbox does.
func sandboxRequest(_ body: [UInt8]) throws -> SandboxRequest { try SandboxRequest(try ChatRequest(body: body)) }

/// The reply of a model without waits of its own.
func simulate(
    _ members: String = "", model: String = "openai/gpt-5-mini", prompt: String = "Hi", tokens: String = "",
    pace: SandboxPace = .immediate, sequence: Int = 0
) throws -> SimulatedReply {
    let request = try sandboxRequest(chatBody(members, model: model, prompt: prompt))
    let sandboxModel = SandboxModel.named(model)
    let behaviour = try ReplySimulation.behaviour(
        ofModelNamed: request.model, prompt: request.lastUserText, model: sandboxModel, header: tokens)
    return try ReplySimulation(
        request: request, model: sandboxModel, behaviour: behaviour, pace: pace, sequence: sequence,
        created: 1_763_800_000
    ).reply
}

extension SimulatedReply {
    /// Everything that is sent.
    var body: [UInt8] { events.flatMap(\.bytes) }

    /// The body as one JSON value.
    func json() throws -> JSONValue { try JSONDocument(body).root }

    /// The chunks of a stream, without `[DONE]`.
    func chunks() throws -> [ChatChunk] { try streamEvents(of: body).filter { !$0.isDone }.map { try ChatChunk($0) } }
}

extension ChatChunk {
    /// Reads an event.
    init(_ event: ServerSentEvent) throws { try self.init(data: event.data ?? []) }

    /// The text that it brings.
    var content: String? { document.root["choices"]?.elements.first?["delta"]?["content"]?.string }
}

/// The events of a stream.
func streamEvents(of body: [UInt8]) throws -> [ServerSentEvent] {
    var parser = ServerSentEventParser()
    return try parser.push(body)
}

/// The text of the first choice of a plain reply.
func content(of reply: JSONValue) -> String? { reply["choices"]?.elements.first?["message"]?["content"]?.string }
