import RouterCore

/// Reads the conversation of a chat completion.
enum ChatMessages {
    /// The turns, oldest first.
    ///
    /// - Throws: ``WireError`` naming the message: `messages` absent, empty, or a member of the wrong type.
    static func turns(of root: JSONValue) throws(WireError) -> [PromptTurn] {
        guard let messages = try root.member("messages", .array) else {
            throw WireError(
                .missingKey, key: "messages", "the key 'messages' is missing; a list of messages is expected")
        }
        let elements = messages.elements
        guard !elements.isEmpty else {
            throw WireError(.invalidValue, key: "messages", "'messages' is empty; at least one message is expected")
        }
        var turns: [PromptTurn] = []
        turns.reserveCapacity(elements.count)
        for (index, message) in elements.enumerated() {
            guard message.kind == .object else {
                throw WireError(
                    .wrongType, key: "messages[\(index)]",
                    "'messages[\(index)]' is a JSON \(message.kind); an object with 'role' and 'content' is expected")
            }
            turns.append(
                PromptTurn(role: try role(of: message, index), text: try text(of: message, index)))
        }
        return turns
    }

    private static func role(of message: JSONValue, _ index: Int) throws(WireError) -> TurnRole {
        let accepted = "system, developer, user, assistant, tool or function"
        guard let value = message["role"] else {
            throw WireError(
                .missingKey, key: "messages[\(index)].role",
                "'messages[\(index)].role' is missing; \(accepted) is expected")
        }
        switch value.string {
        case "system", "developer": return .system
        case "user": return .user
        case "assistant": return .assistant
        case "tool", "function": return .tool
        default:
            throw WireError(
                .invalidValue, key: "messages[\(index)].role", "'messages[\(index)].role' is not one of \(accepted)")
        }
    }

    private static func text(of message: JSONValue, _ index: Int) throws(WireError) -> String {
        guard let content = message["content"], !content.isNull else { return "" }
        switch content.kind {
        case .string: return content.string ?? ""
        case .array:
            var pieces: [String] = []
            for part in content.elements {
                guard part.kind == .object else {
                    throw WireError(
                        .wrongType, key: "messages[\(index)].content",
                        "a part of 'messages[\(index)].content' is a JSON \(part.kind); an object is expected")
                }
                if let text = part["text"]?.string { pieces.append(text) }
            }
            return pieces.joined(separator: "\n")
        default:
            throw WireError(
                .wrongType, key: "messages[\(index)].content",
                "'messages[\(index)].content' is a JSON \(content.kind); text, a list of parts or null is expected")
        }
    }
}
