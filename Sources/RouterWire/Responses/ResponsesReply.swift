import RouterCore

/// Whole replies for clients of the Responses API.
enum ResponsesReply {
    /// Makes a response of a chat completion's reply.
    ///
    /// - Throws: ``WireError`` if it is no such reply.
    static func translated(_ document: JSONDocument, _ echo: ResponseEcho) throws(WireError) -> ReplyReading {
        let root = document.root
        if let error = ChatDelta.error(of: root) { return .failure(error) }
        guard let choice = root["choices"]?.elements.first, let message = choice["message"], message.kind == .object
        else {
            throw WireError(.missingKey, key: "choices[0].message", "the reply holds no message")
        }
        let usage = ChatReply.usage(of: root)
        let reason = finishReason(ofChoice: choice)
        let status = ResponseEcho.Status(finishReason: reason)
        var items = items(of: message, choice, echo)
        for index in items.indices {
            items[index].status = index == items.count - 1 ? status.word : "completed"
        }
        let body = echo.response(
            status, output: items.map(\.json), usage: usage, finishReason: reason,
            serviceTier: serviceTier(of: root))
        return .reply(body: body, usage: usage, finishReason: reason)
    }

    /// Why a choice of a chat completion ended, in OpenAI's words; `nil` = it does not say.
    static func finishReason(ofChoice choice: JSONValue) -> String? {
        guard let reason = choice["finish_reason"]?.string, !reason.isEmpty else { return nil }
        return FinishReason.known(reason) ?? reason
    }

    /// The upstream's word on the service tier as JSON text, or `nil`.
    static func serviceTier(of root: JSONValue) -> [UInt8]? {
        guard let tier = root["service_tier"], tier.kind == .string else { return nil }
        return Array(tier.rawBytes)
    }

    private static func items(of message: JSONValue, _ choice: JSONValue, _ echo: ResponseEcho) -> [ResponseItem] {
        var items: [ResponseItem] = []
        func add(_ kind: ResponseItem.Kind, _ parts: [ResponseItem.Part]) {
            var item = ResponseItem(kind, index: items.count, responseID: echo.context.id)
            item.parts = parts
            items.append(item)
        }
        let reasoning = ChatDelta.reasoning(of: message)
        if !reasoning.isEmpty {
            add(.reasoning(isSummary: echo.wantsSummary), [.init(isRefusal: false, text: reasoning)])
        }
        let calls = ChatDelta.calls(of: message)
        var parts: [ResponseItem.Part] = []
        let text = ChatDelta.text(of: message["content"])
        if !text.isEmpty {
            parts.append(.init(isRefusal: false, text: text, logprobs: ChatDelta.logprobs(of: choice)))
        }
        let refusal = ChatDelta.text(of: message["refusal"])
        if !refusal.isEmpty { parts.append(.init(isRefusal: true, text: refusal)) }
        if !parts.isEmpty { add(.message, parts) }
        for call in calls {
            let id = call.id.isEmpty ? Array("call_\(echo.context.id)_\(items.count)".utf8) : call.id
            var made = ResponseCall(chatName: call.name, callID: id, echo.tools)
            made.arguments = call.arguments
            add(.call(made), [])
        }
        return items
    }

    /// A response of an upstream with the router's names put in.
    ///
    /// - Throws: ``WireError`` if it is no response.
    static func passed(_ document: JSONDocument, _ context: ReplyContext) throws(WireError) -> ReplyReading {
        let root = document.root
        if let error = error(of: root) { return .failure(error) }
        guard root["output"]?.kind == .array else {
            throw WireError(.missingKey, key: "output", "the reply holds no 'output'")
        }
        return .reply(
            body: renamed(root, context, isLast: true), usage: ResponseUsage.usage(of: root),
            finishReason: finishReason(of: root))
    }

    /// The error of a response that failed, or `nil`.
    static func error(of response: JSONValue) -> UpstreamErrorNote? {
        let hasFailed = response["status"]?.isString("failed") == true
        if let error = response["error"], !error.isNull { return UpstreamErrorNote(error) }
        return hasFailed ? UpstreamErrorNote(nil) : nil
    }

    /// Why a response ended, in the words of chat completions; `nil` = it has not.
    static func finishReason(of response: JSONValue) -> String? {
        switch response["status"]?.string {
        case "completed":
            let hasCalls = (response["output"]?.elements ?? []).contains { item in
                item["type"]?.isString("function_call") == true || item["type"]?.isString("custom_tool_call") == true
            }
            return hasCalls ? "tool_calls" : "stop"
        case "incomplete":
            return response["incomplete_details"]?["reason"]?.isString("content_filter") == true
                ? "content_filter" : "length"
        default: return nil
        }
    }

    /// A response with the decision's id and the candidate's name; at the end also what the router adds.
    static func renamed(_ response: JSONValue, _ context: ReplyContext, isLast: Bool) -> [UInt8] {
        var members: [(key: StaticString, json: [UInt8])] = [
            ("id", JSONWriter.quoted(context.id)), ("model", JSONWriter.quoted(context.model)),
        ]
        if isLast, context.dialect == .openRouter, let usage = response["usage"], usage.kind == .object {
            var cost = JSONWriter()
            cost.double(ResponseUsage.cost(of: ResponseUsage.usage(of: response), finishReason(of: response), context))
            members.append(("usage", usage.spliced(setting: [("cost", cost.bytes)])))
        }
        return response.spliced(setting: members, adding: isLast ? context.extras : [])
    }
}
