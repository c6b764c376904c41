/// Checks the form of a Messages body, and notes on the way what a chat completion could not carry.
struct MessagesSurvey {
    /// Whether only an upstream of the Messages API can serve it: a file that is stored there, or a tool that is.
    private(set) var needsMessages = false
    /// Whether an assistant's turn holds thinking without a signature, as our own translated replies do.
    private(set) var hasUnsignedThinking = false

    /// Checks a body.
    ///
    /// - Throws: ``WireError`` that names the key: absent, of the wrong type, or of a value that is not accepted.
    init(checking root: JSONValue) throws(WireError) {
        guard let messages = try root.member("messages", .array)?.elements else {
            throw WireError(
                .missingKey, key: "messages", "the key 'messages' is missing; a list of messages is expected")
        }
        guard !messages.isEmpty else {
            throw WireError(.invalidValue, key: "messages", "'messages' is empty; at least one message is expected")
        }
        for (index, message) in messages.enumerated() { try check(message: message, at: "messages[\(index)]") }
        if let system = root["system"], !system.isNull { try check(content: system, at: "system") }
        if let thread = root["thread"], !thread.isNull {
            throw WireError(
                .unsupportedThread, key: "thread",
                "'thread' names a conversation that the server keeps; the whole conversation without it is expected")
        }
        try checkSettings(of: root)
        let tools = try MessagesTools(checking: root)
        if tools.needsMessages { needsMessages = true }
    }

    private func checkSettings(of root: JSONValue) throws(WireError) {
        for key in ["temperature", "top_p", "top_k"] as [StaticString] { _ = try root.member(key, .number) }
        _ = try root.strings("stop_sequences", atMost: .max)
        _ = try root.member("metadata", .object)?.text("user_id", in: "metadata.")
        if let thinking = try root.member("thinking", .object) {
            guard try thinking.text("type", in: "thinking.") != nil else {
                throw WireError(
                    .missingKey, key: "thinking.type",
                    "'thinking.type' is missing; 'enabled', 'adaptive' or 'disabled' is expected")
            }
            _ = try thinking.count("budget_tokens", in: "thinking.")
        }
        let output = try root.member("output_config", .object)
        _ = try output?.text("effort", in: "output_config.")
        _ = try output?.member("format", .object, in: "output_config.")
        _ = try root.member("output_format", .object)
    }

    private mutating func check(message: JSONValue, at path: String) throws(WireError) {
        guard message.kind == .object else { throw message.wrongType(at: path, "an object with 'role' and 'content'") }
        guard let role = try message.text("role", in: path + ".") else {
            throw WireError(
                .missingKey, key: path + ".role", "'\(path).role' is missing; user, assistant or system is expected")
        }
        guard ["user", "assistant", "system"].contains(role) else {
            throw .invalidValue(at: path + ".role", expected: "user, assistant or system")
        }
        guard let content = message["content"], !content.isNull else {
            throw WireError(
                .missingKey, key: path + ".content",
                "'\(path).content' is missing; text or a list of blocks is expected")
        }
        try check(content: content, at: path + ".content")
    }

    private mutating func check(content: JSONValue, at path: String) throws(WireError) {
        switch content.kind {
        case .string: return
        case .array:
            for (index, block) in content.elements.enumerated() { try check(block: block, at: "\(path)[\(index)]") }
        default: throw content.wrongType(at: path, "text or a list of blocks")
        }
    }

    private mutating func check(block: JSONValue, at path: String) throws(WireError) {
        guard block.kind == .object else { throw block.wrongType(at: path, "an object with 'type'") }
        guard let type = block["type"], type.kind == .string else {
            throw WireError(.missingKey, key: path + ".type", "'\(path).type' is missing; a block's type is expected")
        }
        if type.isString("text") {
            try demand("text", .string, of: block, at: path)
        } else if type.isString("image") || type.isString("document") {
            let source = try demand("source", .object, of: block, at: path)
            try check(source: source, at: path + ".source")
        } else if type.isString("tool_use") {
            try demand("id", .string, of: block, at: path)
            try demand("name", .string, of: block, at: path)
            try demand("input", .object, of: block, at: path)
        } else if type.isString("tool_result") {
            try demand("tool_use_id", .string, of: block, at: path)
            if let content = block["content"], !content.isNull { try check(content: content, at: path + ".content") }
        } else if type.isString("thinking") {
            let signature = block["signature"]?.string ?? ""
            if signature.isEmpty { hasUnsignedThinking = true }
        }
    }

    private mutating func check(source: JSONValue, at path: String) throws(WireError) {
        let type = try demand("type", .string, of: source, at: path)
        if type.isString("base64") {
            try demand("media_type", .string, of: source, at: path)
            try demand("data", .string, of: source, at: path)
        } else if type.isString("text") {
            try demand("data", .string, of: source, at: path)
        } else if type.isString("url") {
            try demand("url", .string, of: source, at: path)
        } else if type.isString("content") {
            guard let content = source["content"] else {
                throw WireError(
                    .missingKey, key: path + ".content",
                    "'\(path).content' is missing; text or a list of blocks is expected")
            }
            try check(content: content, at: path + ".content")
        } else {
            // A file that Anthropic keeps, or a kind of source that is yet to come.
            needsMessages = true
        }
    }

    @discardableResult
    private func demand(
        _ key: StaticString, _ kind: JSONValue.Kind, of value: JSONValue, at path: String
    ) throws(WireError) -> JSONValue {
        guard let member = try value.member(key, kind, in: path + ".") else {
            throw WireError(
                .missingKey, key: "\(path).\(key)", "'\(path).\(key)' is missing; a JSON \(kind) is expected")
        }
        return member
    }
}
