extension ResponseItemWriter {
    /// Takes a call or a piece of one.
    mutating func addCall(_ piece: ChatDelta.Call, into output: inout [UInt8]) {
        closeOpen(status: "completed", into: &output)
        calls.take(piece)
        tellCalls(into: &output)
    }

    /// Tells of the call whose turn it is, and of the next ones where it is seen to be complete.
    private mutating func tellCalls(into output: inout [UInt8]) {
        while let which = calls.live {
            guard calls[which].item != nil || !calls[which].name.isEmpty else { return }
            tell(which, into: &output)
            guard which + 1 < calls.count, calls[which].isComplete else { return }
            close(which, status: "completed", into: &output)
        }
    }

    /// Closes calls that are seen to be complete because something else begins.
    mutating func closeCompleteCalls(into output: inout [UInt8]) {
        while let which = calls.live, calls[which].isComplete { close(which, status: "completed", into: &output) }
    }

    /// Closes all calls; where the response is incomplete its last item is, too.
    mutating func closeCalls(status: ResponseEcho.Status, into output: inout [UInt8]) {
        while let which = calls.live {
            tell(which, into: &output)
            close(which, status: which == calls.count - 1 ? status.word : "completed", into: &output)
        }
        calls = OpenCalls()
    }

    /// Begins a call's item and tells of the arguments that came since the last time; free text is told at the end,
    /// when it can be read.
    private mutating func tell(_ which: Int, into output: inout [UInt8]) {
        let index = calls[which].item ?? beginCall(which, into: &output)
        let news = calls[which].takeNews()
        guard !news.isEmpty, case .call(let call) = items[index].kind, !call.isCustom else { return }
        appendDelta(news, of: items[index], "response.function_call_arguments.delta", to: &output)
    }

    /// Puts the arguments so far into a call's item.
    private mutating func fill(_ which: Int) {
        guard let index = calls[which].item, case .call(var call) = items[index].kind else { return }
        call.arguments = calls[which].arguments
        items[index].kind = .call(call)
    }

    /// All items as JSON text as they are, those that were not finished marked as such.
    var interruptedItems: [[UInt8]] {
        var copy = self
        for which in 0..<calls.count { copy.fill(which) }
        return copy.items.map { item in
            var item = item
            if item.status == "in_progress" { item.status = "incomplete" }
            return item.json
        }
    }

    private mutating func beginCall(_ which: Int, into output: inout [UInt8]) -> Int {
        let pending = calls[which]
        let id = pending.id.isEmpty ? Array("call_\(echo.context.id)_\(items.count)".utf8) : pending.id
        let index = begin(.call(ResponseCall(chatName: pending.name, callID: id, echo.tools)), into: &output)
        calls[which].item = index
        return index
    }

    private mutating func appendDelta(
        _ text: [UInt8], of item: ResponseItem, _ type: StaticString, to output: inout [UInt8]
    ) {
        events.append(type, to: &output) { json in
            json.key("item_id", string: item.id)
            json.key("output_index", int: item.index)
            json.key("delta")
            json.rawString(text)
        }
    }

    private mutating func close(_ which: Int, status: String, into output: inout [UInt8]) {
        calls.closeLive()
        fill(which)
        guard let index = calls[which].item, case .call(let call) = items[index].kind else { return }
        items[index].status = status
        let item = items[index]
        let input = call.input
        if call.isCustom, !input.isEmpty {
            appendDelta(input, of: item, "response.custom_tool_call_input.delta", to: &output)
        }
        let type: StaticString =
            call.isCustom ? "response.custom_tool_call_input.done" : "response.function_call_arguments.done"
        events.append(type, to: &output) { json in
            json.key("item_id", string: item.id)
            json.key("output_index", int: item.index)
            if !call.isCustom { call.writeName(into: &json) }
            json.key(call.isCustom ? "input" : "arguments")
            json.rawString(input)
        }
        appendItem("response.output_item.done", item, to: &output)
    }
}
