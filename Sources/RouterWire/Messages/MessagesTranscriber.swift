import RouterCore

/// Prints a stream of chat chunks as Anthropic's events.
///
/// The prompt's tokens are known at the end only: `message_start` says 0, `message_delta` the counts.
struct MessagesTranscriber: StreamTranscriber {
    private(set) var usage = TokenUsage()
    private(set) var finishReason: String?

    private let preferences: MessagesPreferences
    private let context: ReplyContext
    private var queue: MessagesBlockQueue
    private var hasStarted = false
    private var refused = false
    private var stopSequence: String?

    /// Starts before the first event.
    init(_ preferences: MessagesPreferences, _ context: ReplyContext) {
        self.preferences = preferences
        self.context = context
        queue = MessagesBlockQueue(context)
    }

    mutating func take(_ event: ServerSentEvent, into output: inout [UInt8]) throws(WireError) -> StreamNote {
        var note = StreamNote()
        guard let data = event.data else { return note }
        if event.isDone {
            note.isEnd = true
            return note
        }
        let chunk = try ChatChunk(data: data)
        let root = chunk.document.root
        let choice = root["choices"]?.elements.first { ($0["index"]?.int ?? 0) == 0 }
        if chunk.isError || choice?["finish_reason"]?.isString("error") == true {
            note.failure = UpstreamErrorNote(root["error"] ?? choice?["error"])
            return note
        }
        if root["usage"]?.kind == .object { usage = chunk.usage }
        note.bringsContent = chunk.hasContent || chunk.finishReason != nil
        guard let choice else { return note }
        start(into: &output)
        if let delta = choice["delta"] { take(delta) }
        if let reason = choice["finish_reason"]?.string { finishReason = FinishReason.known(reason) ?? reason }
        stopSequence = stopSequence ?? MessagesStopReason.stopSequence(of: choice, among: preferences.stopSequences)
        queue.drain(into: &output)
        return note
    }

    private mutating func take(_ delta: JSONValue) {
        if preferences.showsThinking, let thinking = ChatWords.reasoning(of: delta) {
            queue.take(thinking: thinking.escapedText)
        }
        if ChatWords.refusal(of: delta) != nil { refused = true }
        for text in ChatWords.texts(of: delta) { queue.take(text: text.escapedText) }
        for call in delta["tool_calls"]?.elements ?? [] { queue.take(call: call) }
    }

    private mutating func start(into output: inout [UInt8]) {
        guard !hasStarted else { return }
        hasStarted = true
        var json = JSONWriter(reservingBytes: 320)
        json.object { json in
            json.key("type", string: "message_start")
            json.key("message")
            json.object { json in
                json.key("id", string: context.id)
                json.key("type", string: "message")
                json.key("role", string: "assistant")
                json.key("model", string: context.model)
                json.key("content")
                json.array { _ in }
                json.key("stop_reason", string: nil)
                json.key("stop_sequence", string: nil)
                json.key("usage")
                MessagesUsage.write(TokenUsage(), to: &json)
            }
        }
        output.appendEvent(named: "message_start", data: json.bytes)
    }

    mutating func finish(into output: inout [UInt8]) {
        start(into: &output)
        queue.drain(into: &output, isEnd: true)
        let reason = MessagesStopReason.stopReason(
            for: finishReason, calledTools: queue.calledTools, refused: refused)
        var json = JSONWriter(reservingBytes: 256)
        json.object { json in
            json.key("type", string: "message_delta")
            json.key("delta")
            json.object { json in
                json.key("stop_reason", string: stopSequence == nil ? reason.description : "stop_sequence")
                json.key("stop_sequence", string: stopSequence)
            }
            json.key("usage")
            MessagesUsage.write(
                usage, costUSD: MessagesUsage.shownCostUSD(usage, finishReason: finishReason, context), to: &json)
        }
        output.appendEvent(named: "message_delta", data: json.bytes)
        json = JSONWriter(reservingBytes: 64)
        json.object { json in
            json.key("type", string: "message_stop")
            for extra in context.extras {
                json.key(extra.key)
                json.raw(extra.json)
            }
        }
        output.appendEvent(named: "message_stop", data: json.bytes)
    }

    mutating func fail(_ failure: StreamFailure, into output: inout [UInt8]) {
        output.appendEvent(named: "error", data: MessagesError.body(for: failure))
    }
}
