import RouterWire

/// Anthropic's messages; the first choice alone, for there is no other.
struct MessagesEnvelope: ReplyEnvelope {
    let facts: ReplyFacts

    private static let thought = "[simulated thinking]"
    private static let signature = "c2ltdWxhdGVk"

    func whole(_ choices: [ReplyContent]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            writeHead(&json)
            json.key("content")
            json.array { json in
                if facts.thinks { writeThinking(Self.thought, signature: Self.signature, &json) }
                for content in choices.prefix(1) { writeBlock(content, isWhole: true, &json) }
            }
            json.key("stop_reason", string: Self.stopReason(choices))
            json.key("stop_sequence")
            json.null()
            if !facts.omitsUsage { writeUsage(ReplyFacts.completionTokens(choices), &json) }
        }
        return json.bytes
    }

    func event(_ step: StreamStep, _ choices: [ReplyContent]) -> [UInt8] {
        let index = facts.thinks ? 1 : 0
        switch step {
        case .role(let choice): return opening + (choices[choice].function == nil ? blockStart(choices[choice]) : [])
        case .call(let choice): return blockStart(choices[choice])
        case .token(let choice, let piece, _):
            let isCall = choices[choice].function != nil
            return delta(index, isCall ? "input_json_delta" : "text_delta") { json in
                json.key(isCall ? "partial_json" : "text", string: choices[choice].pieces[piece])
            }
        case .finish:
            return facts.event("content_block_stop") { $0.key("index", int: index) }
                + facts.event("message_delta") { json in
                    json.key("delta")
                    json.object { json in
                        json.key("stop_reason", string: Self.stopReason(choices))
                        json.key("stop_sequence")
                        json.null()
                    }
                    if !facts.omitsUsage { writeUsage(ReplyFacts.completionTokens(choices), &json) }
                }
        case .usage: return []
        case .done: return facts.event("message_stop") { _ in }
        case .error:
            return facts.event("error") { json in
                json.key("error")
                json.object { json in
                    json.key("type", string: "api_error")
                    json.key("message", string: ReplyFacts.streamErrorMessage)
                }
            }
        case .brokenJSON: return facts.event(ReplySimulation.brokenJSON)
        }
    }

    private static func stopReason(_ choices: [ReplyContent]) -> String {
        switch choices.first?.finishReason {
        case "length": "max_tokens"
        case "tool_calls": "tool_use"
        default: "end_turn"
        }
    }

    private func writeHead(_ json: inout JSONWriter) {
        json.key("id", string: "msg_sandbox_" + facts.id)
        json.key("type", string: "message")
        json.key("role", string: "assistant")
        json.key("model", string: facts.model)
    }

    private func writeUsage(_ outputTokens: Int, _ json: inout JSONWriter) {
        json.key("usage")
        json.object { json in
            json.key("input_tokens", int: facts.promptTokens)
            json.key("cache_creation_input_tokens", int: 0)
            json.key("cache_read_input_tokens", int: 0)
            json.key("output_tokens", int: outputTokens)
        }
    }

    private func writeThinking(_ text: String, signature: String, _ json: inout JSONWriter) {
        json.object { json in
            json.key("type", string: "thinking")
            json.key("thinking", string: text)
            json.key("signature", string: signature)
        }
    }

    private func writeBlock(_ content: ReplyContent, isWhole: Bool, _ json: inout JSONWriter) {
        json.object { json in
            guard let function = content.function else {
                json.key("type", string: "text")
                json.key("text", string: isWhole ? content.text : "")
                return
            }
            json.key("type", string: "tool_use")
            json.key("id", string: "toolu_sandbox_" + facts.id)
            json.key("name", string: function)
            json.key("input")
            // Arguments that were cut short are no JSON.
            json.raw((isWhole && content.finishReason != "length" ? content.text : "{}").utf8)
        }
    }

    private var opening: [UInt8] {
        let start = facts.event("message_start") { json in
            json.key("message")
            json.object { json in
                writeHead(&json)
                json.key("content")
                json.array { _ in }
                json.key("stop_reason")
                json.null()
                json.key("stop_sequence")
                json.null()
                if !facts.omitsUsage { writeUsage(1, &json) }
            }
        }
        guard facts.thinks else { return start }
        let block = facts.event("content_block_start") { json in
            json.key("index", int: 0)
            json.key("content_block")
            writeThinking("", signature: "", &json)
        }
        return start + block + delta(0, "thinking_delta") { $0.key("thinking", string: Self.thought) }
            + delta(0, "signature_delta") { $0.key("signature", string: Self.signature) }
            + facts.event("content_block_stop") { $0.key("index", int: 0) }
    }

    private func blockStart(_ content: ReplyContent) -> [UInt8] {
        facts.event("content_block_start") { json in
            json.key("index", int: facts.thinks ? 1 : 0)
            json.key("content_block")
            writeBlock(content, isWhole: false, &json)
        }
    }

    private func delta(_ index: Int, _ type: String, _ members: (inout JSONWriter) -> Void) -> [UInt8] {
        facts.event("content_block_delta") { json in
            json.key("index", int: index)
            json.key("delta")
            json.object { json in
                json.key("type", string: type)
                members(&json)
            }
        }
    }
}
