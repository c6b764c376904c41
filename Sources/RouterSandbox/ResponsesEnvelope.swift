import RouterWire

/// OpenAI's responses; the first choice alone, for there is no other.
struct ResponsesEnvelope: ReplyEnvelope {
    let facts: ReplyFacts

    func whole(_ choices: [ReplyContent]) -> [UInt8] {
        var json = JSONWriter()
        write(choices, isDone: true, &json)
        return json.bytes
    }

    func event(_ step: StreamStep, _ choices: [ReplyContent]) -> [UInt8] {
        let content = choices.first ?? ReplyContent.nothing
        let first = content.function == nil ? 4 : 3
        let afterTokens = first + content.pieces.count
        let end = afterTokens + (content.function == nil ? 3 : 2)
        switch step {
        case .role:
            return named("response.created", 0) { response(choices, isDone: false, &$0) }
                + named("response.in_progress", 1) { response(choices, isDone: false, &$0) }
                + (content.function == nil ? opening(content) : [])
        case .call: return opening(content)
        case .token(_, let index, _):
            let isCall = content.function != nil
            return named(
                isCall ? "response.function_call_arguments.delta" : "response.output_text.delta", first + index
            ) {
                writePlace(content, &$0)
                $0.key("delta", string: content.pieces[index])
                if !isCall { $0.key("logprobs", strings: []) }
            }
        case .finish: return closing(content, afterTokens)
        case .usage: return []
        case .done:
            return named(
                content.finishReason == "length" ? "response.incomplete" : "response.completed", end
            ) { response(choices, isDone: true, &$0) }
        case .error:
            return named("error", afterTokens) { json in
                json.key("code", string: "server_error")
                json.key("message", string: ReplyFacts.streamErrorMessage)
                json.key("param")
                json.null()
            }
        case .brokenJSON: return facts.event(ReplySimulation.brokenJSON)
        }
    }

    private func named(_ name: String, _ number: Int, _ members: (inout JSONWriter) -> Void) -> [UInt8] {
        facts.event(name) { json in
            json.key("sequence_number", int: number)
            members(&json)
        }
    }

    /// Where in the response a piece belongs.
    private func writePlace(_ content: ReplyContent, _ json: inout JSONWriter) {
        json.key("item_id", string: itemID(content))
        json.key("output_index", int: 0)
        if content.function == nil { json.key("content_index", int: 0) }
    }

    private func opening(_ content: ReplyContent) -> [UInt8] {
        let item = named("response.output_item.added", 2) { json in
            json.key("output_index", int: 0)
            json.key("item")
            writeItem(content, isDone: false, &json)
        }
        guard content.function == nil else { return item }
        return item
            + named("response.content_part.added", 3) { json in
                writePlace(content, &json)
                json.key("part")
                writePart("", &json)
            }
    }

    private func closing(_ content: ReplyContent, _ number: Int) -> [UInt8] {
        let done: [UInt8]
        if content.function == nil {
            done =
                named("response.output_text.done", number) { json in
                    writePlace(content, &json)
                    json.key("text", string: content.text)
                    json.key("logprobs", strings: [])
                }
                + named("response.content_part.done", number + 1) { json in
                    writePlace(content, &json)
                    json.key("part")
                    writePart(content.text, &json)
                }
        } else {
            done = named("response.function_call_arguments.done", number) { json in
                writePlace(content, &json)
                json.key("name", string: content.function)
                json.key("arguments", string: content.text)
            }
        }
        return done
            + named("response.output_item.done", number + (content.function == nil ? 2 : 1)) { json in
                json.key("output_index", int: 0)
                json.key("item")
                writeItem(content, isDone: true, &json)
            }
    }

    private func response(_ choices: [ReplyContent], isDone: Bool, _ json: inout JSONWriter) {
        json.key("response")
        write(choices, isDone: isDone, &json)
    }

    private func write(_ choices: [ReplyContent], isDone: Bool, _ json: inout JSONWriter) {
        let isCut = choices.first?.finishReason == "length"
        json.object { json in
            json.key("id", string: "resp_sandbox_" + facts.id)
            json.key("object", string: "response")
            json.key("created_at", int: facts.created)
            json.key("status", string: !isDone ? "in_progress" : isCut ? "incomplete" : "completed")
            json.key("error")
            json.null()
            json.key("incomplete_details")
            json.raw((isDone && isCut ? #"{"reason":"max_output_tokens"}"# : "null").utf8)
            json.key("model", string: facts.model)
            json.key("output")
            json.array { json in
                if isDone { for content in choices.prefix(1) { writeItem(content, isDone: true, &json) } }
            }
            for (key, text) in Self.constants {
                json.key(key)
                json.raw(text.utf8)
            }
            if isDone, !facts.omitsUsage { writeUsage(choices, &json) }
        }
    }

    /// What clients want to find and a simulation has nothing to say about.
    private static let constants = [
        ("instructions", "null"), ("max_output_tokens", "null"), ("metadata", "{}"), ("parallel_tool_calls", "true"),
        ("previous_response_id", "null"), ("reasoning", #"{"effort":null,"summary":null}"#), ("store", "false"),
        ("temperature", "1"), ("text", #"{"format":{"type":"text"}}"#), ("tool_choice", #""auto""#), ("tools", "[]"),
        ("top_p", "1"), ("truncation", #""disabled""#),
    ]

    private func writeUsage(_ choices: [ReplyContent], _ json: inout JSONWriter) {
        let output = ReplyFacts.completionTokens(choices)
        json.key("usage")
        json.object { json in
            json.key("input_tokens", int: facts.promptTokens)
            json.key("input_tokens_details")
            json.raw(#"{"cached_tokens":0}"#.utf8)
            json.key("output_tokens", int: output)
            json.key("output_tokens_details")
            json.raw(#"{"reasoning_tokens":0}"#.utf8)
            json.key("total_tokens", int: facts.promptTokens + output)
        }
    }

    private func itemID(_ content: ReplyContent) -> String {
        (content.function == nil ? "msg_sandbox_" : "fc_sandbox_") + facts.id
    }

    private func writeItem(_ content: ReplyContent, isDone: Bool, _ json: inout JSONWriter) {
        json.object { json in
            json.key("id", string: itemID(content))
            json.key("type", string: content.function == nil ? "message" : "function_call")
            json.key(
                "status",
                string: !isDone ? "in_progress" : content.finishReason == "length" ? "incomplete" : "completed")
            if let function = content.function {
                json.key("call_id", string: "call_sandbox_" + facts.id)
                json.key("name", string: function)
                json.key("arguments", string: isDone ? content.text : "")
            } else {
                json.key("role", string: "assistant")
                json.key("content")
                json.array { json in if isDone { writePart(content.text, &json) } }
            }
        }
    }

    private func writePart(_ text: String, _ json: inout JSONWriter) {
        json.object { json in
            json.key("type", string: "output_text")
            json.key("text", string: text)
            json.key("annotations", strings: [])
            json.key("logprobs", strings: [])
        }
    }
}
