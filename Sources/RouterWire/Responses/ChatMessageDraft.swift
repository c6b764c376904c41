/// A chat message in the making; texts stay JSON text and are not decoded.
struct ChatMessageDraft {
    /// Who speaks.
    enum Role: String { case system, user, assistant, tool }

    /// A piece of content.
    enum Part {
        /// A JSON string, quotes included.
        case text(ArraySlice<UInt8>)
        /// A content part of a chat message, such as a picture.
        case object([UInt8])

        var isText: Bool {
            if case .text = self { true } else { false }
        }
    }

    /// A function that the assistant called.
    struct Call {
        /// JSON string.
        var id: ArraySlice<UInt8>
        /// The function, as it is offered.
        var name: String
        /// JSON string that holds the arguments as JSON text.
        var arguments: [UInt8]
    }

    var role: Role
    var parts: [Part] = []
    var calls: [Call] = []
    /// Which call a tool answers; JSON string.
    var callID: ArraySlice<UInt8>?

    /// Writes the message.
    func write(into json: inout JSONWriter) {
        json.object { json in
            json.key("role", string: role.rawValue)
            if let callID {
                json.key("tool_call_id")
                json.raw(callID)
            }
            json.key("content")
            writeContent(into: &json)
            guard !calls.isEmpty else { return }
            json.key("tool_calls")
            json.array { json in for call in calls { Self.write(call, into: &json) } }
        }
    }

    private static func write(_ call: Call, into json: inout JSONWriter) {
        json.object { json in
            json.key("id")
            json.raw(call.id)
            json.key("type", string: "function")
            json.key("function")
            json.object { json in
                json.key("name", string: call.name)
                json.key("arguments")
                json.raw(call.arguments)
            }
        }
    }

    private func writeContent(into json: inout JSONWriter) {
        guard !parts.isEmpty else {
            if calls.isEmpty { json.string("") } else { json.null() }
            return
        }
        let isText = parts.allSatisfy(\.isText)
        guard isText, role != .user || parts.count == 1 else {
            json.array { json in for part in parts { Self.write(part, into: &json) } }
            return
        }
        json.raw(joinedText)
    }

    private static func write(_ part: Part, into json: inout JSONWriter) {
        switch part {
        case .text(let text):
            json.object { json in
                json.key("type", string: "text")
                json.key("text")
                json.raw(text)
            }
        case .object(let object): json.raw(object)
        }
    }

    /// All texts as one JSON string: an assistant's run on, those of others stand apart.
    private var joinedText: [UInt8] {
        let separator = role == .assistant ? [] : Array(#"\n\n"#.utf8)
        var joined: [UInt8] = [UInt8(ascii: "\"")]
        var isFirst = true
        for case .text(let text) in parts {
            if !isFirst { joined += separator }
            isFirst = false
            joined += text.dropFirst().dropLast()
        }
        joined.append(UInt8(ascii: "\""))
        return joined
    }
}
