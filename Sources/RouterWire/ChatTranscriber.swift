package import RouterCore

/// Prints a stream of chat completions, or of completions of a text, for a client that speaks the same.
package struct ChatTranscriber: StreamTranscriber {
    package private(set) var usage = TokenUsage()
    package private(set) var finishReason: String?

    private let context: ReplyContext
    private let shape: ReplyShape
    private let splicer: ReplySplicer
    /// Whether the client gets token counts.
    private let showsUsage: Bool
    /// What ``ReplyContext/created`` or the upstream says, as JSON text.
    private var created: [UInt8]
    private var hasUpstreamCreated = false
    /// The chunk with token counts that closes the stream, as the upstream sent it or as it would have.
    private var closing: [UInt8]?
    private var scanner = JSONScanner(reserving: 64)
    private var template = ChunkTemplate()

    /// Begins a stream of chat completions.
    ///
    /// - Parameters:
    ///   - context: names and habits.
    ///   - wantsUsage: whether an OpenAI client has asked for token counts; OpenRouter's clients always get them.
    package init(_ context: ReplyContext, wantsUsage: Bool) {
        self.init(context, shape: .chatChunk, wantsUsage: wantsUsage)
    }

    init(_ context: ReplyContext, shape: ReplyShape, wantsUsage: Bool) {
        self.context = context
        self.shape = shape
        splicer = ReplySplicer(context, shape: shape)
        showsUsage = wantsUsage || !context.isUsageOnRequest
        created = Array(String(context.created).utf8)
    }

    package mutating func take(
        _ event: ServerSentEvent, into output: inout [UInt8]
    ) throws(WireError) -> StreamNote {
        var note = StreamNote()
        guard let data = event.dataBytes else {
            output += event.raw
            return note
        }
        if event.isDone {
            note.isEnd = true
            return note
        }
        return try data.withUnsafeBufferPointer { chunk throws(WireError) in
            if template.print(chunk, into: &output) {
                note.bringsContent = true
                return note
            }
            scanner.reset()
            if let problem = scanner.scan(chunk) {
                throw WireError(.invalidJSON, "invalid JSON at byte \(problem.offset): \(problem.reason)")
            }
            let nodes = scanner.nodes
            return try nodes.withUnsafeBufferPointer { nodes throws(WireError) in
                try take(JSONTree(text: chunk, nodes: nodes), into: &output)
            }
        }
    }

    private mutating func take(_ tree: JSONTree, into output: inout [UInt8]) throws(WireError) -> StreamNote {
        guard tree.kind(0) == .object else {
            throw WireError(.wrongType, "a streamed chunk is a JSON \(tree.kind(0)); an object is expected")
        }
        let outline = ReplyOutline(of: tree, shape: shape)
        var note = StreamNote()
        if outline.error != nil || outline.endsInError {
            var value: JSONValue?
            if let error = outline.error { value = try JSONDocument(Array(tree.bytes(error))).root }
            note.failure = UpstreamErrorNote(value)
            return note
        }
        if let time = outline.created, !hasUpstreamCreated {
            created = Array(tree.bytes(time))
            hasUpstreamCreated = true
        }
        if let counts = outline.usage {
            try takeUsage(counts, tree, isAlone: outline.choiceCount == 0)
            if outline.choiceCount == 0 { return note }
        }
        if let reason = outline.finishReason.flatMap({ tree.string($0) }) {
            finishReason = FinishReason.known(reason) ?? reason
        }
        note.bringsContent = outline.bringsContent || outline.finishReason != nil
        append(tree, outline, into: &output)
        return note
    }

    /// Remembers token counts, and how to show them at the end.
    private mutating func takeUsage(_ counts: Int, _ tree: JSONTree, isAlone: Bool) throws(WireError) {
        let json = Array(tree.bytes(counts))
        usage = UsageJSON.tokens(of: try JSONDocument(json).root)
        guard showsUsage else { return }
        closing = isAlone ? Array(tree.text) : emptyChunk(usage: json)
    }

    /// A chunk without choices; id and model are put in when it is printed.
    private func emptyChunk(usage json: [UInt8]?) -> [UInt8] {
        let members =
            #"{"id":"","object":"\#(shape.object)","created":\#(String(decoding: created, as: UTF8.self)),"model":"""#
        var chunk = Array((members + #","choices":[]"#).utf8)
        if let json { chunk += Array(#","usage":"#.utf8) + json }
        return chunk + [UInt8(ascii: "}")]
    }

    private mutating func append(_ tree: JSONTree, _ outline: ReplyOutline, into output: inout [UInt8]) {
        let start = output.count
        // OpenAI shows a null in every chunk to those who asked for token counts, and nothing to others.
        let edit: ReplySplicer.UsageEdit =
            showsUsage && context.dialect == .openAI ? .replace(Self.null) : .cut
        let text = outline.changingText.map { Int(tree.nodes[$0].start)..<Int(tree.nodes[$0].end) }
        var pen = JSONPen(tree.text, mark: text?.lowerBound)
        output += Self.dataPrefix
        splicer.splice(tree, usage: edit, created: created, extras: [], &pen, into: &output)
        // Between the tokens of a text that came in several lines there are newlines, which would end ours.
        for index in start..<output.count where output[index] == 0x0A || output[index] == 0x0D { output[index] = 0x20 }
        output += Self.eventEnd
        guard template.isCurious, let text, !text.isEmpty, let mark = pen.printedMark, outline.usage == nil,
            outline.bringsContent
        else { return }
        template.learn(tree.text, text: text, printed: output[start...], at: mark)
    }

    private static let dataPrefix = Array("data: ".utf8)
    private static let eventEnd: [UInt8] = [0x0A, 0x0A]
    private static let null = Array("null".utf8)

    package mutating func finish(into output: inout [UInt8]) {
        if closing != nil || !context.extras.isEmpty {
            appendClosing(closing ?? emptyChunk(usage: nil), into: &output)
        }
        output.appendEvent(data: Self.done)
    }

    private static let done = Array("[DONE]".utf8)

    /// Appends the chunk of token counts and further members; it was scanned before.
    private func appendClosing(_ chunk: [UInt8], into output: inout [UInt8]) {
        guard let document = try? JSONDocument(chunk) else { return }
        var edit = ReplySplicer.UsageEdit.keep
        if context.dialect == .openRouter, let counts = document.root["usage"], counts.kind == .object {
            edit = .replace(
                UsageJSON.openRouter(
                    counts, tokens: usage, price: context.candidate.price, finishReason: finishReason))
        }
        var printed: [UInt8] = []
        document.withTree { tree in
            var pen = JSONPen(tree.text)
            splicer.splice(
                tree, usage: edit, created: created, extras: context.extras, &pen, into: &printed)
        }
        output.appendEvent(data: printed.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
    }

    package mutating func fail(_ failure: StreamFailure, into output: inout [UInt8]) {
        output.appendEvent(
            data: StreamErrorChunk(shape: shape, created: created, context: context).bytes(for: failure))
        output.appendEvent(data: Self.done)
    }
}
