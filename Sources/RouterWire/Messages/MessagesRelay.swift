import RouterCore

/// Passes Anthropic's events on, with the router's names put in.
struct MessagesRelay: StreamTranscriber {
    private(set) var usage = TokenUsage()
    private(set) var finishReason: String?

    private let context: ReplyContext
    /// The event `message_stop`, which is printed last.
    private var closing: JSONDocument?

    /// Starts before the first event.
    init(_ context: ReplyContext) { self.context = context }

    mutating func take(_ event: ServerSentEvent, into output: inout [UInt8]) throws(WireError) -> StreamNote {
        var note = StreamNote()
        guard let data = event.data else { return note }
        if event.isDone {
            note.isEnd = true
            return note
        }
        let document = try JSONDocument(data)
        let root = document.root
        guard let type = root["type"], type.kind == .string else {
            throw WireError(.missingKey, key: "type", "a streamed event holds no 'type'; an event's name is expected")
        }
        if type.isString("error") {
            note.failure = MessagesError.note(root["error"])
            return note
        }
        if type.isString("message_stop") {
            closing = document
            note.isEnd = true
            return note
        }
        if type.isString("message_start"), let message = root["message"], message.kind == .object {
            MessagesUsage.read(message["usage"], into: &usage)
            let named = MessagesNames.spliced(document, into: message, id: context.id, model: context.model)
            output.appendEvent(named: "message_start", data: named)
            return note
        }
        if type.isString("message_delta") {
            MessagesUsage.read(root["usage"], into: &usage)
            if let reason = root["delta"]?["stop_reason"]?.string {
                finishReason = MessagesStopReason.finishReason(for: reason)
                note.bringsContent = true
            }
        } else if type.isString("content_block_delta") {
            note.bringsContent = true
        } else if type.isString("content_block_start") {
            let block = root["content_block"]?["type"]
            note.bringsContent = block?.isString("text") != true && block?.isString("thinking") != true
        }
        pass(event, data, type, to: &output)
        return note
    }

    /// Appends an event as it came; clients go by names, which some servers leave out.
    private func pass(_ event: ServerSentEvent, _ data: [UInt8], _ type: JSONValue, to output: inout [UInt8]) {
        if !event.raw.starts(with: "event:".utf8) { output += "event: ".utf8 + type.escapedText + [0x0A] }
        output += event.raw
    }

    mutating func finish(into output: inout [UInt8]) {
        guard let closing else {
            output.appendEvent(named: "message_stop", data: #"{"type":"message_stop"}"#.utf8)
            return
        }
        output.appendEvent(named: "message_stop", data: MessagesNames.extended(closing, with: context.extras))
    }

    mutating func fail(_ failure: StreamFailure, into output: inout [UInt8]) {
        output.appendEvent(named: "error", data: MessagesError.body(for: failure))
    }
}
