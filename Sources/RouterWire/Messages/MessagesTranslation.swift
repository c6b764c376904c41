/// Puts a Messages body, which ``MessagesSurvey`` has accepted, into the words of a chat completion.
///
/// Texts, schemas and inputs of tools keep their bytes. Thinking of earlier turns is left out, because strict chat
/// servers refuse messages with keys that they do not know; so are marks of what to cache, citations, `service_tier`
/// and all that only Anthropic's servers can do. What depends on the candidate is added by `body(for:candidate:)`.
enum MessagesTranslation {
    /// The longest `metadata.user_id` that is passed on as `user`, in bytes: OpenAI refuses a longer one.
    private static let maxUserBytes = 64

    /// The body of a chat completion.
    ///
    /// - Parameters:
    ///   - root: the Messages body.
    ///   - model: the model that is asked for.
    /// - Returns: JSON text; `max_tokens`, where there is one, stands in front.
    static func body(of root: JSONValue, model: String) -> [UInt8] {
        var json = JSONWriter(reservingBytes: root.byteRange.count + 512)
        json.object { json in
            if let limit = root["max_tokens"], limit.kind == .number { json.key("max_tokens", raw: limit) }
            json.key("model", string: model)
            json.key("messages")
            json.array { MessagesConversation.write(root, to: &$0) }
            MessagesTools(of: root).write(choice: root["tool_choice"], to: &json)
            writeSettings(of: root, to: &json)
        }
        return json.bytes
    }

    private static func writeSettings(of root: JSONValue, to json: inout JSONWriter) {
        if let value = root["temperature"], value.kind == .number { json.key("temperature", raw: value) }
        if let value = root["top_p"], value.kind == .number { json.key("top_p", raw: value) }
        if let value = root["stop_sequences"], !value.elements.isEmpty { json.key("stop", raw: value) }
        if let user = root["metadata"]?["user_id"], user.kind == .string,
            (1...maxUserBytes).contains(user.escapedText.count)
        {
            json.key("user", raw: user)
        }
        let format = root["output_config"]?["format"] ?? root["output_format"]
        if let schema = format?["schema"], schema.kind == .object {
            json.key("response_format")
            json.object { json in
                json.key("type", string: "json_schema")
                json.key("json_schema")
                json.object { json in
                    json.key("name", string: "reply")
                    // OpenAI refuses a strict schema with optional members; without `strict` it takes any.
                    json.key("strict", bool: leavesNothingOpen(schema))
                    json.key("schema", raw: schema)
                }
            }
        }
        if root["stream"]?.bool == true { json.key("stream", bool: true) }
    }

    /// Whether every object of a schema requires each of its members and allows no others, as OpenAI's `strict` wants.
    private static func leavesNothingOpen(_ schema: JSONValue) -> Bool {
        if let properties = schema["properties"], properties.kind == .object {
            guard schema["additionalProperties"]?.bool == false else { return false }
            let required = Set(schema["required"]?.elements.compactMap(\.string) ?? [])
            guard properties.members.allSatisfy({ required.contains($0.key.string ?? "") }) else { return false }
        }
        let nested = schema.kind == .object ? schema.members.map(\.value) : schema.elements
        return nested.allSatisfy(leavesNothingOpen)
    }
}
