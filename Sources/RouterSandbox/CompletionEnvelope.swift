import RouterWire

/// OpenAI's completions of a text.
struct CompletionEnvelope: ReplyEnvelope {
    let facts: ReplyFacts

    func whole(_ choices: [ReplyContent]) -> [UInt8] {
        body { json in
            for (index, content) in choices.enumerated() {
                write(content.text, finish: content.finishReason, index, &json)
            }
        } tail: { json in
            if !facts.omitsUsage { facts.writeUsage(choices, &json) }
        }
    }

    func event(_ step: StreamStep, _ choices: [ReplyContent]) -> [UInt8] {
        switch step {
        case .role, .call: return []
        case .token(let choice, let index, _):
            return chunk { write(choices[choice].pieces[index], finish: nil, choice, &$0) }
        case .finish(let choice): return chunk { write("", finish: choices[choice].finishReason, choice, &$0) }
        case .usage:
            return facts.event(
                body { _ in
                } tail: {
                    facts.writeUsage(choices, &$0)
                })
        case .done: return facts.event("[DONE]".utf8)
        case .error:
            return facts.event(
                #"{"error":{"message":"\#(ReplyFacts.streamErrorMessage)","type":"server_error","code":502}}"#.utf8)
        case .brokenJSON: return facts.event(ReplySimulation.brokenJSON)
        }
    }

    private func chunk(_ choice: (inout JSONWriter) -> Void) -> [UInt8] {
        facts.event(
            body(choices: choice) { json in
                if facts.announcesUsage {
                    json.key("usage")
                    json.null()
                }
            })
    }

    private func body(choices: (inout JSONWriter) -> Void, tail: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("id", string: "cmpl-sandbox-" + facts.id)
            json.key("object", string: "text_completion")
            json.key("created", int: facts.created)
            json.key("model", string: facts.model)
            json.key("choices")
            json.array(choices)
            tail(&json)
        }
        return json.bytes
    }

    private func write(_ text: String, finish: String?, _ index: Int, _ json: inout JSONWriter) {
        json.object { json in
            json.key("index", int: index)
            json.key("text", string: text)
            json.key("logprobs")
            json.null()
            json.key("finish_reason", string: finish)
        }
    }
}
