/// A call of a function or a custom tool; texts are kept as JSON strings without their quotes.
struct ResponseCall {
    /// What was offered under the name; `nil` = nothing.
    let tool: ResponsesTools.Offered?
    /// What the chat completion calls it.
    let chatName: [UInt8]
    let callID: [UInt8]
    /// The arguments as the model wrote them.
    var arguments: [UInt8] = []

    /// Names a call.
    init(chatName: [UInt8], callID: [UInt8], _ tools: ResponsesTools) {
        self.chatName = chatName
        self.callID = callID
        tool = tools.named(String(decoding: JSONEscapes.decode(chatName[...]), as: UTF8.self))
    }

    /// Whether its input is free text.
    var isCustom: Bool { tool?.isCustom == true }

    /// What the client is told: the arguments, or the free text in them; empty until there are any.
    var input: [UInt8] { isCustom && !arguments.isEmpty ? ResponsesTools.Offered.input(of: arguments) : arguments }

    /// Writes the members of its item after the id.
    func write(status: String, into json: inout JSONWriter) {
        json.key("type", string: isCustom ? "custom_tool_call" : "function_call")
        json.key("status", string: status)
        json.key("call_id")
        json.rawString(callID)
        writeName(into: &json)
        if let namespace = tool?.namespace { json.key("namespace", string: namespace) }
        json.key(isCustom ? "input" : "arguments")
        json.rawString(input)
    }

    /// Writes the name that the client knows.
    func writeName(into json: inout JSONWriter) {
        json.key("name")
        if let tool { json.string(tool.name) } else { json.rawString(chatName) }
    }
}
