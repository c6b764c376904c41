import RouterWire

/// OpenAI's chat completions.
struct ChatEnvelope: ReplyEnvelope {
    let facts: ReplyFacts

    /// What the answer says in `provider`.
    static let provider = "AutoRouter sandbox (simulated)"

    /// The body of a plain reply.
    func whole(_ choices: [ReplyContent]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            writeHead("chat.completion", &json)
            json.key("choices")
            json.array { json in
                for (index, content) in choices.enumerated() { writeChoice(content, index, &json) }
            }
            if !facts.omitsUsage { facts.writeUsage(choices, &json) }
        }
        return json.bytes
    }

    /// One event of a stream, its blank line included.
    func event(_ step: StreamStep, _ choices: [ReplyContent]) -> [UInt8] {
        let data: [UInt8]
        switch step {
        case .role(let choice):
            let isCall = choices[choice].function != nil
            data = chunk(choice, finish: nil) { json in
                json.key("role", string: "assistant")
                json.key("content", string: isCall ? nil : "")
            }
        case .call(let choice):
            data = chunk(choice, finish: nil) { json in
                writeCall(choice, name: choices[choice].function, arguments: "", index: 0, &json)
            }
        case .token(let choice, let index, _):
            let content = choices[choice]
            data = chunk(choice, finish: nil) { json in
                if content.function == nil {
                    json.key("content", string: content.pieces[index])
                } else {
                    writeArguments(content.pieces[index], &json)
                }
            }
        case .finish(let choice): data = chunk(choice, finish: choices[choice].finishReason) { _ in }
        case .usage: data = usageChunk(choices)
        case .done: data = Array("[DONE]".utf8)
        case .error: data = streamError
        case .brokenJSON: data = ReplySimulation.brokenJSON
        }
        return facts.event(data)
    }

    private func writeHead(_ object: String, _ json: inout JSONWriter) {
        json.key("id", string: "chatcmpl-sandbox-" + facts.id)
        json.key("object", string: object)
        json.key("created", int: facts.created)
        json.key("model", string: facts.model)
        json.key("provider", string: Self.provider)
        json.key("system_fingerprint")
        json.null()
        json.key("service_tier")
        json.null()
    }

    private func writeChoice(_ content: ReplyContent, _ index: Int, _ json: inout JSONWriter) {
        json.object { json in
            json.key("index", int: index)
            json.key("message")
            json.object { json in
                json.key("role", string: "assistant")
                json.key("content", string: content.function == nil ? content.text : nil)
                json.key("refusal")
                json.null()
                if let function = content.function {
                    writeCall(index, name: function, arguments: content.text, index: nil, &json)
                }
            }
            json.key("logprobs")
            json.null()
            json.key("finish_reason", string: content.finishReason)
        }
    }

    /// A whole call; with an index as streams have it.
    private func writeCall(
        _ choice: Int, name: String?, arguments: String, index: Int?, _ json: inout JSONWriter
    ) {
        json.key("tool_calls")
        json.array { json in
            json.object { json in
                if let index {
                    json.key("index", int: index)
                }
                json.key("id", string: "call_sandbox_\(facts.id)_\(choice)")
                json.key("type", string: "function")
                json.key("function")
                json.object { json in
                    json.key("name", string: name)
                    json.key("arguments", string: arguments)
                }
            }
        }
    }

    private func writeArguments(_ piece: String, _ json: inout JSONWriter) {
        json.key("tool_calls")
        json.array { json in
            json.object { json in
                json.key("index", int: 0)
                json.key("function")
                json.object { json in
                    json.key("arguments", string: piece)
                }
            }
        }
    }

    private func chunk(_ choice: Int, finish: String?, delta: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            writeHead("chat.completion.chunk", &json)
            json.key("choices")
            json.array { json in
                json.object { json in
                    json.key("index", int: choice)
                    json.key("delta")
                    json.object(delta)
                    json.key("logprobs")
                    json.null()
                    json.key("finish_reason", string: finish)
                }
            }
            if facts.announcesUsage {
                json.key("usage")
                json.null()
            }
        }
        return json.bytes
    }

    private func usageChunk(_ choices: [ReplyContent]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            writeHead("chat.completion.chunk", &json)
            json.key("choices")
            json.array { _ in }
            facts.writeUsage(choices, &json)
        }
        return json.bytes
    }

    private var streamError: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("error")
            json.object { json in
                json.key("message", string: ReplyFacts.streamErrorMessage)
                json.key("type", string: "server_error")
                json.key("code", int: 502)
            }
        }
        return json.bytes
    }
}
