/// Writes the messages of a chat completion from `system` and `messages` of a Messages body.
enum MessagesConversation {
    /// The line in front of Claude Code's instructions, which differs with each request and would spoil every cache.
    private static let attribution = Array("x-anthropic-billing-header:".utf8)

    static func write(_ root: JSONValue, to json: inout JSONWriter) {
        if let system = root["system"], !system.isNull { writeSystem(system, to: &json) }
        for message in root["messages"]?.elements ?? [] {
            guard let role = message["role"], let content = message["content"] else { continue }
            if role.isString("assistant") {
                writeAssistant(content, to: &json)
            } else if role.isString("system") {
                writeSystem(content, to: &json)
            } else {
                writeUser(content, to: &json)
            }
        }
    }

    private static func writeSystem(_ content: JSONValue, to json: inout JSONWriter) {
        var text = QuotedText()
        for block in content.kind == .string ? [content] : content.elements.compactMap({ $0["text"] }) {
            let kept = withoutAttribution(block.escapedText)
            if !kept.isEmpty { text.append(kept, after: #"\n\n"#) }
        }
        guard !text.isEmpty else { return }
        json.object { json in
            json.key("role", string: "system")
            json.key("content")
            json.raw(text.quoted)
        }
    }

    private static func withoutAttribution(_ escaped: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard escaped.starts(with: attribution) else { return escaped }
        let isNewline = { (at: Int) in
            escaped[at] == UInt8(ascii: "\\") && at + 1 < escaped.endIndex && escaped[at + 1] == UInt8(ascii: "n")
        }
        guard let end = escaped.indices.first(where: isNewline) else { return [] }
        return escaped[(end + 2)...]
    }

    private static func writeUser(_ content: JSONValue, to json: inout JSONWriter) {
        var parts: [MessagesPart] = []
        var hasResults = false
        if content.kind == .string {
            parts.append(.text(content.escapedText))
        } else {
            let blocks = content.elements
            for block in blocks where block["type"]?.isString("tool_result") == true {
                hasResults = true
                parts += writeResult(block, to: &json)
            }
            for block in blocks where block["type"]?.isString("tool_result") != true {
                MessagesPart.append(block, to: &parts)
            }
        }
        guard !parts.isEmpty || !hasResults else { return }
        json.object { json in
            json.key("role", string: "user")
            json.key("content")
            MessagesPart.write(parts, to: &json)
        }
    }

    /// Writes the result of a tool as its own message, and returns what such a message cannot hold.
    private static func writeResult(_ block: JSONValue, to json: inout JSONWriter) -> [MessagesPart] {
        var parts: [MessagesPart] = []
        if let content = block["content"] {
            if content.kind == .string { parts.append(.text(content.escapedText)) }
            for inner in content.elements { MessagesPart.append(inner, to: &parts) }
        }
        var text = QuotedText()
        var attachments: [MessagesPart] = []
        for part in parts {
            switch part {
            case .text(let escaped): text.append(escaped, after: #"\n"#)
            case .attachment: attachments.append(part)
            }
        }
        if text.isEmpty, !attachments.isEmpty { text.append(Array("The next message holds the result.".utf8)[...]) }
        if block["is_error"]?.bool == true {
            var marked = QuotedText()
            marked.append(Array("Error: ".utf8)[...])
            marked.append(text.inner[...])
            text = marked
        }
        json.object { json in
            json.key("role", string: "tool")
            if let id = block["tool_use_id"] { json.key("tool_call_id", raw: id) }
            json.key("content")
            json.raw(text.quoted)
        }
        return attachments
    }

    private static func writeAssistant(_ content: JSONValue, to json: inout JSONWriter) {
        var text = QuotedText()
        var calls: [JSONValue] = []
        if content.kind == .string { text.append(content.escapedText) }
        // Blocks of text follow one another where citations cut them: one text. Others between them end a paragraph.
        var followsText = false
        for block in content.elements {
            if block["type"]?.isString("tool_use") == true {
                calls.append(block)
                followsText = false
                continue
            }
            var parts: [MessagesPart] = []
            MessagesPart.append(block, to: &parts)
            let isText = block["type"]?.isString("text") == true
            for case .text(let escaped) in parts {
                text.append(escaped, after: isText && followsText ? "" : #"\n\n"#)
            }
            followsText = isText
        }
        json.object { json in
            json.key("role", string: "assistant")
            json.key("content")
            if text.isEmpty, !calls.isEmpty { json.null() } else { json.raw(text.quoted) }
            if !calls.isEmpty {
                json.key("tool_calls")
                json.array { json in
                    for call in calls { writeCall(call, to: &json) }
                }
            }
        }
    }

    private static func writeCall(_ call: JSONValue, to json: inout JSONWriter) {
        json.object { json in
            if let id = call["id"] { json.key("id", raw: id) }
            json.key("type", string: "function")
            json.key("function")
            json.object { json in
                if let name = call["name"] { json.key("name", raw: name) }
                var arguments: [UInt8] = []
                JSONEscapes.append(call["input"]?.rawBytes ?? [], quotedTo: &arguments)
                json.key("arguments")
                json.raw(arguments)
            }
        }
    }
}
