import RouterCore

/// Passes on the stream of an upstream that speaks the Responses API, with the router's names put in.
struct ResponsesPassThrough: StreamTranscriber {
    private(set) var usage = TokenUsage()
    private(set) var finishReason: String?
    private let echo: ResponseEcho
    /// Numbers an event of our own after those of the upstream.
    private var events = ResponsesEvents()
    private var isEnded = false

    /// Starts a stream.
    init(_ echo: ResponseEcho) { self.echo = echo }

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
        guard root.kind == .object, let type = root["type"], type.kind == .string else {
            throw WireError(.wrongType, "a streamed event is no JSON object with a 'type'")
        }
        let response = root["response"]
        if type.isString("error") {
            let error = root["error"]
            note.failure = UpstreamErrorNote(error?.kind == .object ? error : root)
            return note
        }
        if type.isString("response.failed") {
            note.failure = response.flatMap(ResponsesReply.error) ?? UpstreamErrorNote(nil)
            if let response { usage = ResponseUsage.usage(of: response) }
            return note
        }
        let number = root["sequence_number"]?.int
        events = ResponsesEvents(at: number.flatMap { (0..<Int.max).contains($0) ? $0 + 1 : nil } ?? events.next + 1)
        note.isEnd = type.isString("response.completed") || type.isString("response.incomplete")
        note.bringsContent = note.isEnd || Self.bringsContent(root, type)
        guard let response, response.kind == .object else {
            output += event.raw
            return note
        }
        if note.isEnd {
            isEnded = true
            usage = ResponseUsage.usage(of: response)
            finishReason = ResponsesReply.finishReason(of: response)
        }
        let renamed = ResponsesReply.renamed(response, echo.context, isLast: note.isEnd)
        append(root.spliced(setting: [("response", renamed)]), type, to: &output)
        return note
    }

    private func append(_ data: [UInt8], _ type: JSONValue, to output: inout [UInt8]) {
        output += "event: ".utf8
        output += type.rawBytes.dropFirst().dropLast()
        output.append(0x0A)
        output.appendEvent(data: data.onOneLine)
    }

    private static func bringsContent(_ root: JSONValue, _ type: JSONValue) -> Bool {
        if type.isString("response.output_item.added") {
            let item = root["item"]?["type"]
            return item?.isString("message") != true && item?.isString("reasoning") != true
        }
        if type.isString("response.output_item.done") { return true }
        guard let delta = root["delta"] else { return false }
        return delta.kind != .string || delta.byteRange.count > 2
    }

    mutating func finish(into output: inout [UInt8]) {
        if !isEnded { fail(.broken("cut_off"), into: &output) }
    }

    mutating func fail(_ failure: StreamFailure, into output: inout [UInt8]) {
        if events.next == 0 {
            events.append("response.created", response: echo.response(.inProgress, isLast: false), to: &output)
        }
        events.append(failure, echo, items: [], to: &output)
    }
}
