import RouterCore

/// Makes the events of a response of a chat completion's chunks.
struct ChatToResponsesTranscriber: StreamTranscriber {
    private(set) var usage = TokenUsage()
    private(set) var finishReason: String?
    private var writer: ResponseItemWriter
    private let echo: ResponseEcho
    private var isStarted = false
    private var serviceTier: [UInt8]?

    /// Starts a stream.
    init(_ echo: ResponseEcho) {
        self.echo = echo
        writer = ResponseItemWriter(echo)
    }

    mutating func take(_ event: ServerSentEvent, into output: inout [UInt8]) throws(WireError) -> StreamNote {
        var note = StreamNote()
        guard let data = event.data else {
            if event.raw.first == UInt8(ascii: ":") { output += event.raw }
            return note
        }
        if event.isDone {
            note.isEnd = true
            return note
        }
        let root = try JSONDocument(data).root
        guard root.kind == .object else {
            throw WireError(.wrongType, "a streamed chunk is a JSON \(root.kind); an object is expected")
        }
        if let error = ChatDelta.error(of: root) {
            note.failure = error
            return note
        }
        start(into: &output)
        if root["usage"]?.kind == .object { usage = ChatReply.usage(of: root) }
        serviceTier = ResponsesReply.serviceTier(of: root) ?? serviceTier
        guard let choice = root["choices"]?.elements.first(where: { ($0["index"]?.int ?? 0) == 0 }) else {
            return note
        }
        if let delta = choice["delta"], delta.kind == .object {
            note.bringsContent = take(delta, of: choice, into: &output)
        }
        if let reason = ResponsesReply.finishReason(ofChoice: choice) {
            finishReason = reason
            note.bringsContent = true
            writer.closeAll(status: ResponseEcho.Status(finishReason: reason), into: &output)
        }
        return note
    }

    private mutating func take(_ delta: JSONValue, of choice: JSONValue, into output: inout [UInt8]) -> Bool {
        let reasoning = ChatDelta.reasoning(of: delta)
        if !reasoning.isEmpty { writer.addReasoning(reasoning, into: &output) }
        let text = ChatDelta.text(of: delta["content"])
        if !text.isEmpty { writer.addText(text, logprobs: ChatDelta.logprobs(of: choice), into: &output) }
        let refusal = ChatDelta.text(of: delta["refusal"])
        if !refusal.isEmpty { writer.addRefusal(refusal, into: &output) }
        let calls = ChatDelta.calls(of: delta)
        for call in calls { writer.addCall(call, into: &output) }
        return !reasoning.isEmpty || !text.isEmpty || !refusal.isEmpty || !calls.isEmpty
    }

    private mutating func start(into output: inout [UInt8]) {
        guard !isStarted else { return }
        isStarted = true
        let response = echo.response(.inProgress, isLast: false)
        writer.events.append("response.created", response: response, to: &output)
        writer.events.append("response.in_progress", response: response, to: &output)
    }

    mutating func finish(into output: inout [UInt8]) {
        start(into: &output)
        let status = ResponseEcho.Status(finishReason: finishReason)
        writer.closeAll(status: status, into: &output)
        let response = echo.response(
            status, output: writer.items.map(\.json), usage: usage, finishReason: finishReason,
            serviceTier: serviceTier)
        if case .incomplete = status {
            writer.events.append("response.incomplete", response: response, to: &output)
        } else {
            writer.events.append("response.completed", response: response, to: &output)
        }
    }

    mutating func fail(_ failure: StreamFailure, into output: inout [UInt8]) {
        start(into: &output)
        writer.events.append(failure, echo, items: writer.interruptedItems, to: &output)
    }
}
