/// A response request put into a chat completion.
struct ResponsesTranslation {
    /// The tools that the chat completion offers.
    let tools: ResponsesTools
    /// The chat completion, with the keys that speak to the router; JSON text.
    let chatBody: [UInt8]

    /// Keys whose values chat completions take as they are, the router's own ones included.
    private static let sharedKeys: [StaticString] = [
        "model", "models", "plugins", "provider", "route", "session_id", "usage", "transforms", "prompt_cache_key",
        "temperature", "top_p", "top_k", "min_p", "frequency_penalty", "presence_penalty", "repetition_penalty",
        "logit_bias", "seed", "stop", "user", "safety_identifier", "service_tier",
    ]

    /// Translates a body.
    ///
    /// - Throws: ``WireError`` that names the key.
    init(of root: JSONValue) throws(WireError) {
        try Self.refuseState(in: root)
        let tools = try ResponsesTools(of: root)
        let messages = try ResponsesInput(of: root, tools: tools).messages
        let isStreamed = try root.flag("stream") ?? false
        _ = try root.count("max_output_tokens")
        let text = try root.member("text", .object)
        let format = try Self.format(of: text)
        let effort = try root.member("reasoning", .object)?.member("effort", .string, in: "reasoning.")
        let parallelCalls = try root.flag("parallel_tool_calls")
        let verbosity = try text?.member("verbosity", .string, in: "text.")
        let topLogprobs = try root.member("top_logprobs", .number)
        let included = try root.strings("include", atMost: 64) ?? []
        let wantsLogprobs =
            included.contains("message.output_text.logprobs") || (topLogprobs?.int).map { $0 > 0 } ?? false
        self.tools = tools
        var json = JSONWriter(reservingBytes: root.byteRange.count + 256)
        json.object { json in
            json.key("messages")
            json.array { json in for message in messages { message.write(into: &json) } }
            root.forEachMember { member in
                guard let key = Self.sharedKeys.first(where: { member.key.isString($0) }) else { return }
                json.key(key.description)
                json.raw(member.value.rawBytes)
            }
            func add(_ key: String, _ value: JSONValue?) {
                guard let value else { return }
                json.key(key)
                json.raw(value.rawBytes)
            }
            tools.write(into: &json)
            if !tools.offered.isEmpty, let parallelCalls { json.key("parallel_tool_calls", bool: parallelCalls) }
            add("max_completion_tokens", root["max_output_tokens"].flatMap { $0.isNull ? nil : $0 })
            if let format { Self.write(format, into: &json) }
            add("verbosity", verbosity)
            add("reasoning_effort", effort)
            if wantsLogprobs {
                json.key("logprobs", bool: true)
                add("top_logprobs", topLogprobs)
            }
            if isStreamed { json.key("stream", bool: true) }
        }
        chatBody = json.bytes
    }

    /// Refuses what only makes sense where responses are stored.
    private static func refuseState(in root: JSONValue) throws(WireError) {
        for key in ["previous_response_id", "conversation", "prompt"] as [StaticString] {
            guard let value = root[key], !value.isNull else { continue }
            throw WireError(
                .invalidValue, key: key.description,
                "'\(key)' is not accepted, because nothing is stored here; the whole conversation is expected in 'input'"
            )
        }
        guard try root.flag("background") != true else {
            throw WireError(
                .invalidValue, key: "background",
                "'background' is true, but nothing is stored here; false is expected, with 'stream' if it may take long"
            )
        }
    }

    /// The demanded form of the reply, if it is not plain text.
    private static func format(of text: JSONValue?) throws(WireError) -> JSONValue? {
        guard let format = try text?.member("format", .object, in: "text.") else { return nil }
        let type = try format.word("type", of: ["text", "json_object", "json_schema"], in: "text.format.")
        guard type == "json_schema" else { return type == "json_object" ? format : nil }
        for key in ["name", "schema"] as [StaticString] where format[key] == nil {
            throw WireError(.missingKey, key: "text.format.\(key)", "the key 'text.format.\(key)' is missing")
        }
        return format
    }

    private static func write(_ format: JSONValue, into json: inout JSONWriter) {
        json.key("response_format")
        json.object { json in
            guard format["type"]?.isString("json_schema") == true else {
                json.key("type", string: "json_object")
                return
            }
            json.key("type", string: "json_schema")
            json.key("json_schema")
            json.object { json in
                for key in ["name", "description", "strict", "schema"] as [StaticString] {
                    guard let value = format[key], !value.isNull else { continue }
                    json.key(key.description)
                    json.raw(value.rawBytes)
                }
            }
        }
    }
}
