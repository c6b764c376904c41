/// The form in which a client wants the text of a reply.
package enum ReplyFormat: Sendable, Hashable {
    /// Any text.
    case text
    /// A JSON object.
    case jsonObject
    /// JSON that follows a schema; of the schema only the members are kept that the outermost object has to have.
    case jsonSchema(required: [String])

    /// Reads `response_format` of a chat completion.
    package init(ofChat root: JSONValue) {
        let format = root["response_format"]
        if format?["type"]?.isString("json_schema") == true {
            let schema = format?["json_schema"]?["schema"]
            self = .jsonSchema(required: schema?["required"]?.elements.compactMap(\.string) ?? [])
        } else {
            self = format?["type"]?.isString("json_object") == true ? .jsonObject : .text
        }
    }

    /// Whether a text has this form, as far as is checked.
    package func admits(_ text: [UInt8]) -> Bool {
        switch self {
        case .text: return true
        case .jsonObject: return (try? JSONDocument(text))?.root.kind == .object
        case .jsonSchema(let required):
            guard let root = (try? JSONDocument(text))?.root else { return false }
            guard !required.isEmpty else { return true }
            let keys = Set(root.members.compactMap(\.key.string))
            return required.allSatisfy(keys.contains)
        }
    }
}

extension ChatRequest {
    /// What `response_format` asks for.
    package var replyFormat: ReplyFormat { ReplyFormat(ofChat: document.root) }
}

extension MessagesRequest {
    /// What `output_config.format` asks for.
    package var replyFormat: ReplyFormat { ReplyFormat(ofChat: chat.root) }
}

extension ResponsesRequest {
    /// What `text.format` asks for.
    package var replyFormat: ReplyFormat { chat.replyFormat }
}
