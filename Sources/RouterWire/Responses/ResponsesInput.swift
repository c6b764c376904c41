/// The conversation of a response request as chat messages.
///
/// Items of one turn of the assistant, its text and its calls, become one message. Reasoning and the traces of tools
/// that OpenAI runs are left out: chat completions have no words for them.
struct ResponsesInput {
    /// The messages, oldest first.
    private(set) var messages: [ChatMessageDraft] = []
    /// Messages that came between calls and their results, which chat completions want side by side.
    private var held: [ChatMessageDraft] = []
    /// Calls without a result so far.
    private var unanswered: Set<String> = []
    private let tools: ResponsesTools

    /// Reads `instructions` and `input`.
    ///
    /// - Throws: ``WireError`` naming the item.
    init(of root: JSONValue, tools: ResponsesTools) throws(WireError) {
        self.tools = tools
        if let instructions = try root.member("instructions", .string) {
            add(ChatMessageDraft(role: .system, parts: [.text(instructions.rawBytes)]))
        }
        guard let input = root["input"], !input.isNull else {
            throw WireError(
                .missingKey, key: "input", "the key 'input' is missing; text or a list of items is expected")
        }
        switch input.kind {
        case .string: add(ChatMessageDraft(role: .user, parts: [.text(input.rawBytes)]))
        case .array:
            for (index, item) in input.elements.enumerated() { try take(item, "input[\(index)]") }
        default:
            throw input.wrongType(at: "input", "text or a list of items")
        }
        messages += held
        mergeLeadingInstructions()
        guard !messages.isEmpty else {
            throw WireError(.invalidValue, key: "input", "'input' holds no message; at least one is expected")
        }
    }

    private mutating func take(_ item: JSONValue, _ path: String) throws(WireError) {
        guard item.kind == .object else {
            throw item.wrongType(at: path, "an object")
        }
        let type = try item.text("type", in: path + ".") ?? (item["role"] == nil ? "item_reference" : "message")
        switch type {
        case "message": try takeMessage(item, path)
        case "function_call", "custom_tool_call": try takeCall(item, path, isCustom: type == "custom_tool_call")
        case "function_call_output", "custom_tool_call_output": try takeResult(item, path)
        case "item_reference":
            throw WireError(
                .invalidValue, key: path,
                "'\(path)' refers to a stored item, but nothing is stored here; the item itself is expected")
        default: break
        }
    }

    private mutating func takeMessage(_ item: JSONValue, _ path: String) throws(WireError) {
        let role: ChatMessageDraft.Role
        switch item["role"]?.string {
        case "user": role = .user
        case "assistant": role = .assistant
        // Most chat templates know no other word for it.
        case "system", "developer": role = .system
        default:
            throw .invalidValue(at: path + ".role", expected: "user, assistant, system or developer")
        }
        let parts = try ResponsesContent.parts(of: item["content"], path + ".content")
        if role != .assistant || !parts.isEmpty { add(ChatMessageDraft(role: role, parts: parts)) }
    }

    private mutating func takeCall(_ item: JSONValue, _ path: String, isCustom: Bool) throws(WireError) {
        let id = try Self.required(item, "call_id", path)
        let name = try Self.required(item, "name", path)
        var arguments: [UInt8]
        if isCustom {
            var json = JSONWriter()
            let input = try Self.required(item, "input", path)
            json.object { json in
                json.key("input")
                json.raw(input.rawBytes)
            }
            arguments = []
            JSONEscapes.append(json.bytes, quotedTo: &arguments)
        } else {
            arguments = Array(try Self.required(item, "arguments", path).rawBytes)
            // Chat templates parse the arguments, and nothing is not JSON.
            if arguments.count == 2 { arguments = Array(#""{}""#.utf8) }
        }
        let chatName = tools.chatName(
            of: name.string ?? "", in: try item.text("namespace", in: path + "."))
        unanswered.insert(id.string ?? "")
        add(
            ChatMessageDraft(
                role: .assistant, calls: [.init(id: id.rawBytes, name: chatName, arguments: arguments)]))
    }

    private mutating func takeResult(_ item: JSONValue, _ path: String) throws(WireError) {
        let id = try Self.required(item, "call_id", path)
        let parts = try ResponsesContent.parts(of: item["output"], path + ".output")
        var texts = parts.filter(\.isText)
        let attachments = parts.filter { !$0.isText }
        // Results are text in chat completions; pictures among them follow as the user's.
        if texts.isEmpty, !attachments.isEmpty { texts = [.text(Array(#""(see the next message)""#.utf8)[...])] }
        unanswered.remove(id.string ?? "")
        messages.append(ChatMessageDraft(role: .tool, parts: texts, callID: id.rawBytes))
        if !attachments.isEmpty { held.append(ChatMessageDraft(role: .user, parts: attachments)) }
        if unanswered.isEmpty { release() }
    }

    private static func required(
        _ item: JSONValue, _ key: StaticString, _ path: String
    ) throws(WireError) -> JSONValue {
        if let value = try item.member(key, .string, in: path + ".") { return value }
        throw WireError(.missingKey, key: "\(path).\(key)", "'\(path).\(key)' is missing; text is expected")
    }

    private mutating func add(_ message: ChatMessageDraft) {
        guard message.role == .assistant else {
            if unanswered.isEmpty { messages.append(message) } else { held.append(message) }
            return
        }
        release()
        guard let last = messages.indices.last, messages[last].role == .assistant,
            message.parts.isEmpty || messages[last].parts.isEmpty || !messages[last].calls.isEmpty
        else {
            messages.append(message)
            return
        }
        if !message.parts.isEmpty, !messages[last].parts.isEmpty {
            messages[last].parts.append(.text(Array(#""\n""#.utf8)[...]))
        }
        messages[last].parts += message.parts
        messages[last].calls += message.calls
    }

    private mutating func release() {
        messages += held
        held = []
    }

    /// Puts the instructions in front of the conversation into one message: many chat templates take only one.
    private mutating func mergeLeadingInstructions() {
        let count = messages.prefix { $0.role == .system && $0.parts.allSatisfy(\.isText) }.count
        guard count > 1 else { return }
        let parts = messages[..<count].flatMap(\.parts)
        messages.replaceSubrange(..<count, with: [ChatMessageDraft(role: .system, parts: parts)])
    }
}
