/// Prints the blocks of a streamed message one after another, however an upstream mixes their pieces.
///
/// The first block in the queue is open and its pieces go out at once; those of later ones wait until it is closed. Text
/// and thinking close when another block follows, a tool call when its arguments are a complete JSON object, and all at
/// the end: no byte is lost.
struct MessagesBlockQueue {
    private enum Kind { case thinking, text, tool }

    private struct Block {
        let kind: Kind
        /// The upstream's index of a tool call.
        var key = 0
        /// The upstream's id of a tool call; empty = none came yet.
        var upstreamID = ""
        /// Position among the tool calls.
        var position = 0
        var name = ""
        /// Pieces that were not sent yet, as they stand between quotes.
        var waiting: [UInt8] = []
        var isOpen = false
        var arguments = JSONCompletion()

        /// Whether nothing is missing that its first event holds.
        var canOpen: Bool { kind != .tool || !name.isEmpty }
        /// Whether a block after it may be opened.
        var canClose: Bool { kind != .tool || arguments.isComplete }
    }

    private let context: ReplyContext
    private var blocks: [Block] = []
    private var nextIndex = 0
    private var toolCount = 0
    /// The upstream's ids of closed tool calls, by its indices.
    private var closedTools: [Int: String] = [:]

    /// Starts without blocks; `context` makes up ids for calls that bear none.
    init(_ context: ReplyContext) { self.context = context }

    /// Whether a tool was called.
    var calledTools: Bool { toolCount > 0 }

    /// Takes a piece of text, as it stands between quotes.
    mutating func take(text: ArraySlice<UInt8>) { append(text, .text) }

    /// Takes a piece of thinking, as it stands between quotes.
    mutating func take(thinking: ArraySlice<UInt8>) { append(thinking, .thinking) }

    private mutating func append(_ piece: ArraySlice<UInt8>, _ kind: Kind) {
        if blocks.last?.kind != kind { blocks.append(Block(kind: kind)) }
        blocks[blocks.count - 1].waiting += piece
    }

    /// Takes a piece of a tool call: an element of `tool_calls`.
    mutating func take(call: JSONValue) {
        guard let at = place(of: call) else { return }
        if blocks[at].upstreamID.isEmpty { blocks[at].upstreamID = call["id"]?.string ?? "" }
        if blocks[at].name.isEmpty { blocks[at].name = call["function"]?["name"]?.string ?? "" }
        guard let arguments = call["function"]?["arguments"] else { return }
        if arguments.kind == .string {
            let escaped = arguments.escapedText
            blocks[at].waiting += escaped
            blocks[at].arguments.take(JSONEscapes.decode(escaped))
        } else if arguments.kind == .object {
            var quoted: [UInt8] = []
            JSONEscapes.append(arguments.rawBytes, quotedTo: &quoted)
            blocks[at].waiting += quoted.dropFirst().dropLast()
            blocks[at].arguments.take(Array(arguments.rawBytes))
        }
    }

    /// The block of a call, made where there is none; `nil` = its call is closed already.
    private mutating func place(of call: JSONValue) -> Int? {
        let id = call["id"]?.string ?? ""
        let key = call["index"]?.int ?? (id.isEmpty ? max(0, toolCount - 1) : toolCount)
        if let at = blocks.lastIndex(where: { $0.kind == .tool && $0.key == key }) {
            let known = blocks[at].upstreamID
            // Some servers give every call the index 0; another id is another call.
            if id.isEmpty || known.isEmpty || known == id { return at }
        } else if let closed = closedTools[key], id.isEmpty || id == closed {
            return nil  // only white space can follow a complete object
        }
        blocks.append(Block(kind: .tool, key: key, upstreamID: id, position: toolCount))
        toolCount += 1
        return blocks.count - 1
    }

    /// Appends the events of all pieces whose turn it is; at the end every block is opened and closed.
    mutating func drain(into output: inout [UInt8], isEnd: Bool = false) {
        while !blocks.isEmpty {
            guard blocks[0].isOpen || blocks[0].canOpen || isEnd else { return }
            if !blocks[0].isOpen { open(into: &output) }
            if !blocks[0].waiting.isEmpty { sendPieces(into: &output) }
            guard isEnd || blocks.count > 1 && blocks[0].canClose else { return }
            close(into: &output)
        }
    }

    private mutating func open(into output: inout [UInt8]) {
        let block = blocks[0]
        blocks[0].isOpen = true
        var json = JSONWriter(reservingBytes: 160)
        json.object { json in
            json.key("type", string: "content_block_start")
            json.key("index", int: nextIndex)
            json.key("content_block")
            json.object { json in
                switch block.kind {
                case .text:
                    json.key("type", string: "text")
                    json.key("text", string: "")
                case .thinking:
                    json.key("type", string: "thinking")
                    json.key("thinking", string: "")
                    json.key("signature", string: "")
                case .tool:
                    json.key("type", string: "tool_use")
                    json.key(
                        "id", string: ChatWords.toolID(block.upstreamID, orPosition: block.position, in: context))
                    json.key("name", string: block.name)
                    json.key("input")
                    json.object { _ in }
                }
            }
        }
        output.appendEvent(named: "content_block_start", data: json.bytes)
    }

    private mutating func sendPieces(into output: inout [UInt8]) {
        switch blocks[0].kind {
        case .text: appendDelta(#""text_delta","text":""#, blocks[0].waiting, to: &output)
        case .thinking: appendDelta(#""thinking_delta","thinking":""#, blocks[0].waiting, to: &output)
        case .tool: appendDelta(#""input_json_delta","partial_json":""#, blocks[0].waiting, to: &output)
        }
        blocks[0].waiting.removeAll(keepingCapacity: true)
    }

    private mutating func close(into output: inout [UInt8]) {
        let block = blocks.removeFirst()
        if block.kind == .tool { closedTools[block.key] = block.upstreamID }
        if block.kind == .thinking { appendDelta(#""signature_delta","signature":""#, [], to: &output) }
        output += "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":\(nextIndex)}\n\n".utf8
        nextIndex += 1
    }

    /// Appends one delta of the open block.
    ///
    /// - Parameters:
    ///   - head: the delta's type and key, up to the value's opening quote.
    ///   - piece: the value, as it stands between quotes.
    ///   - output: what the client gets.
    private func appendDelta(_ head: String, _ piece: [UInt8], to output: inout [UInt8]) {
        output += "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":".utf8
        output += String(nextIndex).utf8
        output += ",\"delta\":{\"type\":".utf8
        output += head.utf8
        output += piece
        output += "\"}}\n\n".utf8
    }
}
