/// Reads the content of chat messages and of pieces of them; texts are JSON strings without their quotes.
enum ChatDelta {
    /// A tool call or a piece of one.
    struct Call {
        var index: Int?
        var id: [UInt8]
        var name: [UInt8]
        var arguments: [UInt8]
    }

    /// The text of a value: a string, or the texts of a list of parts; empty for anything else.
    static func text(of value: JSONValue?) -> [UInt8] {
        guard let value else { return [] }
        switch value.kind {
        case .string: return Array(value.rawBytes.dropFirst().dropLast())
        case .array:
            return value.elements.flatMap { part -> [UInt8] in
                guard let text = part["text"], text.kind == .string else { return [] }
                return Array(text.rawBytes.dropFirst().dropLast())
            }
        default: return []
        }
    }

    /// The reasoning of a message under either of its usual keys.
    static func reasoning(of message: JSONValue) -> [UInt8] {
        let text = text(of: message["reasoning"])
        return text.isEmpty ? self.text(of: message["reasoning_content"]) : text
    }

    /// The elements of a choice's `logprobs`, separated by commas.
    static func logprobs(of choice: JSONValue) -> [UInt8] {
        guard let content = choice["logprobs"]?["content"], content.kind == .array else { return [] }
        return Array(content.rawBytes.dropFirst().dropLast()).onOneLine
    }

    /// The tool calls of a message.
    static func calls(of message: JSONValue) -> [Call] {
        (message["tool_calls"]?.elements ?? []).map { call in
            let function = call["function"]
            return Call(
                index: call["index"]?.int, id: text(of: call["id"]), name: text(of: function?["name"]),
                arguments: arguments(of: function?["arguments"]))
        }
    }

    /// Arguments are JSON text in a string; some servers send the JSON itself.
    private static func arguments(of value: JSONValue?) -> [UInt8] {
        guard let value, value.kind == .object else { return text(of: value) }
        var quoted: [UInt8] = []
        JSONEscapes.append(value.rawBytes, quotedTo: &quoted)
        return Array(quoted.dropFirst().dropLast())
    }

    /// An error of a reply or a chunk: at its top, or that of its first choice.
    static func error(of root: JSONValue) -> UpstreamErrorNote? {
        if let error = root["error"], !error.isNull { return UpstreamErrorNote(error) }
        guard let choice = root["choices"]?.elements.first else { return nil }
        if let error = choice["error"], !error.isNull { return UpstreamErrorNote(error) }
        return choice["finish_reason"]?.isString("error") == true ? UpstreamErrorNote(nil) : nil
    }
}
