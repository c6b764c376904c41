/// Builds the items of a streamed response and prints the events that tell of them.
///
/// As in OpenAI's own streams, an item is closed before the next one begins; there are clients that rely on it.
struct ResponseItemWriter: Sendable {
    /// Numbers the events.
    var events = ResponsesEvents()
    /// All items so far, in the order of the output.
    var items: [ResponseItem] = []
    /// The message or reasoning item that grows, as a position in ``items``.
    private var open: Int?
    /// The calls that were begun.
    var calls = OpenCalls()
    /// Names and habits.
    let echo: ResponseEcho

    /// Starts with no items.
    init(_ echo: ResponseEcho) { self.echo = echo }

    /// Takes a piece of reasoning.
    mutating func addReasoning(_ text: [UInt8], into output: inout [UInt8]) {
        if open.map({ items[$0].isReasoning }) != true {
            closeBefore(into: &output)
            open = begin(.reasoning(isSummary: echo.wantsSummary), into: &output)
            beginPart(isRefusal: false, into: &output)
        }
        addToPart(text, logprobs: [], into: &output)
    }

    /// Takes a piece of text.
    mutating func addText(_ text: [UInt8], logprobs: [UInt8], into output: inout [UInt8]) {
        needMessage(isRefusal: false, into: &output)
        addToPart(text, logprobs: logprobs, into: &output)
    }

    /// Takes a piece of a refusal.
    mutating func addRefusal(_ text: [UInt8], into output: inout [UInt8]) {
        needMessage(isRefusal: true, into: &output)
        addToPart(text, logprobs: [], into: &output)
    }

    private mutating func needMessage(isRefusal: Bool, into output: inout [UInt8]) {
        if let open, case .message = items[open].kind {
            guard items[open].parts.last?.isRefusal != isRefusal else { return }
            endPart(into: &output)
        } else {
            closeBefore(into: &output)
            open = begin(.message, into: &output)
        }
        beginPart(isRefusal: isRefusal, into: &output)
    }

    /// Closes what ends where something of another kind begins.
    private mutating func closeBefore(into output: inout [UInt8]) {
        closeOpen(status: "completed", into: &output)
        closeCompleteCalls(into: &output)
    }

    /// Begins an item and returns its position.
    mutating func begin(_ kind: ResponseItem.Kind, into output: inout [UInt8]) -> Int {
        let item = ResponseItem(kind, index: items.count, responseID: echo.context.id)
        items.append(item)
        appendItem("response.output_item.added", item, to: &output)
        return item.index
    }

    /// Prints an event that holds an item.
    mutating func appendItem(_ type: StaticString, _ item: ResponseItem, to output: inout [UInt8]) {
        events.append(type, to: &output) { json in
            json.key("output_index", int: item.index)
            json.key("item")
            json.raw(item.json)
        }
    }

    private mutating func beginPart(isRefusal: Bool, into output: inout [UInt8]) {
        guard let open else { return }
        items[open].parts.append(.init(isRefusal: isRefusal))
        events.append(items[open].partEvents.added, to: &output, items[open].writePart)
    }

    private mutating func addToPart(_ text: [UInt8], logprobs: [UInt8], into output: inout [UInt8]) {
        guard let open, let last = items[open].parts.indices.last else { return }
        items[open].parts[last].text += text
        if !logprobs.isEmpty {
            if !items[open].parts[last].logprobs.isEmpty { items[open].parts[last].logprobs.append(UInt8(ascii: ",")) }
            items[open].parts[last].logprobs += logprobs
        }
        let item = items[open]
        events.append(item.partEvents.delta, to: &output) { json in
            item.writePlace(into: &json)
            json.key("delta")
            json.rawString(text)
            guard item.hasLogprobs else { return }
            json.key("logprobs")
            json.rawArray(logprobs)
        }
    }

    private mutating func endPart(into output: inout [UInt8]) {
        guard let open else { return }
        let item = items[open]
        events.append(item.partEvents.textDone, to: &output, item.writeText)
        events.append(item.partEvents.done, to: &output, item.writePart)
    }

    /// Closes the message or reasoning item that grows, if there is one.
    mutating func closeOpen(status: String, into output: inout [UInt8]) {
        guard let open else { return }
        endPart(into: &output)
        items[open].status = status
        appendItem("response.output_item.done", items[open], to: &output)
        self.open = nil
    }

    /// Closes what is still open; where the response is incomplete its last item is, too.
    mutating func closeAll(status: ResponseEcho.Status, into output: inout [UInt8]) {
        closeOpen(status: open == items.count - 1 ? status.word : "completed", into: &output)
        closeCalls(status: status, into: &output)
    }
}
