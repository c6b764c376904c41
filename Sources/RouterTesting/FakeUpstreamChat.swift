extension ScriptedReply {
    /// A plain chat completion as OpenAI answers it.
    package static func chatCompletion(
        model: String = "fake", content: String = "Hello", promptTokens: Int = 9, completionTokens: Int = 3
    ) -> ScriptedReply {
        let choice =
            #"{"index":0,"message":{"role":"assistant","content":\#(quoted(content))},"finish_reason":"stop"}"#
        let usage = usage(promptTokens, completionTokens)
        return reply(
            text: #"{"id":"chatcmpl-fake","object":"chat.completion","created":1700000000,"model":\#(quoted(model)),"#
                + #""choices":[\#(choice)],"usage":\#(usage)}"#)
    }

    /// A streamed chat completion: one event a piece, the end, the usage and `[DONE]`.
    ///
    /// The script waits at each of the `gates` before the piece of the same index; there may be fewer gates than pieces.
    /// With `isDone` false the connection ends after the pieces.
    package static func chatStream(
        model: String = "fake", pieces: [String] = ["Hel", "lo"], gates: [Gate] = [], promptTokens: Int = 9,
        completionTokens: Int = 3, isDone: Bool = true
    ) -> ScriptedReply {
        var steps: [Step] = []
        for (index, piece) in pieces.enumerated() {
            if index < gates.count { steps.append(.wait(gates[index])) }
            steps.append(event(model, choices: delta(#"{"content":\#(quoted(piece))}"#, finish: "null")))
        }
        if isDone {
            steps.append(event(model, choices: delta("{}", finish: #""stop""#)))
            steps.append(event(model, choices: "[]", usage: usage(promptTokens, completionTokens)))
            steps.append(.send(Array("data: [DONE]\n\n".utf8)))
        }
        let reply = chunked(headers: [("Content-Type", "text/event-stream")], steps: steps, isComplete: isDone)
        return isDone ? reply : reply.then(.close)
    }

    /// An error in OpenAI's form, for a rate limit with `Retry-After`.
    package static func chatError(
        _ status: Int, message: String = "scripted", retryAfterSeconds: Int? = nil
    ) -> ScriptedReply {
        let retry = retryAfterSeconds.map { [(name: "Retry-After", value: "\($0)")] } ?? []
        let error = #"{"message":\#(quoted(message)),"type":"scripted_error","param":null,"code":null}"#
        return reply(status, headers: retry, text: #"{"error":\#(error)}"#)
    }

    private static func event(_ model: String, choices: String, usage: String = "null") -> Step {
        let head = #"{"id":"chatcmpl-fake","object":"chat.completion.chunk","created":1700000000,"#
        let json = head + #""model":\#(quoted(model)),"choices":\#(choices),"usage":\#(usage)}"#
        return .send(Array("data: \(json)\n\n".utf8))
    }

    private static func delta(_ delta: String, finish: String) -> String {
        #"[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]"#
    }

    private static func usage(_ prompt: Int, _ completion: Int) -> String {
        #"{"prompt_tokens":\#(prompt),"completion_tokens":\#(completion),"total_tokens":\#(prompt + completion)}"#
    }

    /// A JSON string.
    private static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\u{0}"..<"\u{20}":
                let hex = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
