import RouterCore

/// Reads whole replies and prints them as messages of Anthropic's.
enum MessagesReply {
    /// A reply of the Messages API, with the router's names put in.
    ///
    /// - Throws: ``WireError`` if it is neither a message nor an error.
    static func relayed(_ document: JSONDocument, _ context: ReplyContext) throws(WireError) -> ReplyReading {
        let root = document.root
        guard root.kind == .object else {
            throw WireError(.wrongType, "the reply is a JSON \(root.kind); an object is expected")
        }
        if let error = root["error"], !error.isNull { return .failure(MessagesError.note(error)) }
        guard root["content"]?.kind == .array else {
            throw WireError(.missingKey, key: "content", "the reply holds no 'content'; a list of blocks is expected")
        }
        var usage = TokenUsage()
        MessagesUsage.read(root["usage"], into: &usage)
        return .reply(
            body: MessagesNames.spliced(
                document, into: root, id: context.id, model: context.model, extras: context.extras),
            usage: usage,
            finishReason: root["stop_reason"]?.string.map(MessagesStopReason.finishReason))
    }

    /// A chat completion as a message.
    ///
    /// - Throws: ``WireError`` if it is neither a chat completion nor an error.
    static func translated(
        _ document: JSONDocument, _ preferences: MessagesPreferences, _ context: ReplyContext
    ) throws(WireError) -> ReplyReading {
        let root = document.root
        guard root.kind == .object else {
            throw WireError(.wrongType, "the reply is a JSON \(root.kind); an object is expected")
        }
        if let error = root["error"], !error.isNull { return .failure(UpstreamErrorNote(error)) }
        let choice = root["choices"]?.elements.first
        guard let message = choice?["message"], message.kind == .object else {
            throw WireError(
                .missingKey, key: "choices[0].message", "the reply holds no 'choices[0].message'; an object is expected"
            )
        }
        let finishReason = choice?["finish_reason"]?.string.map { FinishReason.known($0) ?? $0 }
        if finishReason == "error" { return .failure(UpstreamErrorNote(choice?["error"])) }
        let usage = ChatReply.usage(of: root)
        var json = JSONWriter(reservingBytes: message.byteRange.count + 512)
        json.object { json in
            json.key("id", string: context.id)
            json.key("type", string: "message")
            json.key("role", string: "assistant")
            json.key("model", string: context.model)
            let calls = message["tool_calls"]?.elements ?? []
            json.key("content")
            json.array { json in
                if preferences.showsThinking { writeThinking(of: message, to: &json) }
                for text in ChatWords.texts(of: message) {
                    json.object { json in
                        json.key("type", string: "text")
                        json.key("text", raw: text)
                    }
                }
                for (index, call) in calls.enumerated() { write(call, index, context, to: &json) }
            }
            let stop = MessagesStopReason.stopSequence(of: choice, among: preferences.stopSequences)
            let reason = MessagesStopReason.stopReason(
                for: finishReason, calledTools: !calls.isEmpty, refused: ChatWords.refusal(of: message) != nil)
            json.key("stop_reason", string: stop == nil ? reason.description : "stop_sequence")
            json.key("stop_sequence", string: stop)
            json.key("usage")
            MessagesUsage.write(
                usage, costUSD: MessagesUsage.shownCostUSD(usage, finishReason: finishReason, context), to: &json)
            for extra in context.extras {
                json.key(extra.key)
                json.raw(extra.json)
            }
        }
        return .reply(body: json.bytes, usage: usage, finishReason: finishReason)
    }

    private static func writeThinking(of message: JSONValue, to json: inout JSONWriter) {
        guard let thinking = ChatWords.reasoning(of: message) else { return }
        json.object { json in
            json.key("type", string: "thinking")
            json.key("thinking", raw: thinking)
            json.key("signature", string: "")
        }
    }

    private static func write(_ call: JSONValue, _ index: Int, _ context: ReplyContext, to json: inout JSONWriter) {
        json.object { json in
            json.key("type", string: "tool_use")
            json.key("id", string: ChatWords.toolID(call["id"]?.string, orPosition: index, in: context))
            json.key("name", string: call["function"]?["name"]?.string ?? "")
            json.key("input")
            writeInput(call["function"]?["arguments"], to: &json)
        }
    }

    /// Writes a call's arguments as an object, byte for byte; those that are none stay readable as `raw_arguments`.
    private static func writeInput(_ arguments: JSONValue?, to json: inout JSONWriter) {
        guard let arguments, arguments.kind != .object else {
            return json.raw(arguments?.rawBytes ?? ArraySlice("{}".utf8))
        }
        let text = Array((arguments.string ?? "").utf8)
        if let parsed = try? JSONDocument(text), parsed.root.kind == .object { return json.raw(parsed.root.rawBytes) }
        json.object { json in
            guard text.contains(where: { !$0.isJSONSpace }) else { return }
            json.key("raw_arguments", string: String(decoding: text, as: UTF8.self))
        }
    }
}
