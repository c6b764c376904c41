/// The tools of a Messages body, and how a chat completion offers them.
///
/// Tools with a schema become functions. Those that the provider itself runs (web search, code execution, …) are left
/// out: no chat upstream runs them. Where nothing else is offered, where one of them must be called, or where a tool is
/// one whose schema only Anthropic's models know (`bash`, `text_editor`, `computer`, …), chat upstreams cannot serve.
struct MessagesTools {
    /// The tools with a schema.
    private(set) var functions: [JSONValue] = []
    /// Whether only an upstream of the Messages API can serve them.
    private(set) var needsMessages = false

    private static let runByProvider = [
        "web_search", "web_fetch", "code_execution", "tool_search_tool", "mcp_toolset", "advisor",
    ]

    /// Checks `tools` and `tool_choice` of a body.
    ///
    /// - Throws: ``WireError`` that names the key.
    init(checking root: JSONValue) throws(WireError) {
        let tools = try root.member("tools", .array)?.elements ?? []
        for (index, tool) in tools.enumerated() {
            let path = "tools[\(index)]"
            guard tool.kind == .object else { throw tool.wrongType(at: path, "an object with 'name'") }
            guard try Self.isFunction(tool, at: path) else { continue }
            guard try tool.text("name", in: path + ".") != nil else {
                throw WireError(.missingKey, key: path + ".name", "'\(path).name' is missing; a name is expected")
            }
            guard try tool.member("input_schema", .object, in: path + ".") != nil else {
                throw WireError(
                    .missingKey, key: path + ".input_schema",
                    "'\(path).input_schema' is missing; a JSON Schema of type 'object' is expected")
            }
        }
        if let choice = try root.member("tool_choice", .object) {
            let type = try choice.word("type", of: ["auto", "any", "tool", "none"], in: "tool_choice.")
            guard let type else {
                throw WireError(
                    .missingKey, key: "tool_choice.type",
                    "'tool_choice.type' is missing; auto, any, tool or none is expected")
            }
            if type == "tool", try choice.text("name", in: "tool_choice.") == nil {
                throw WireError(
                    .missingKey, key: "tool_choice.name", "'tool_choice.name' is missing; a tool's name is expected")
            }
            _ = try choice.flag("disable_parallel_tool_use", in: "tool_choice.")
        }
        self.init(of: root)
    }

    /// Reads a body that was accepted.
    init(of root: JSONValue) {
        let tools = root["tools"]?.elements ?? []
        for tool in tools {
            guard let type = tool["type"]?.string, type != "custom" else {
                functions.append(tool)
                continue
            }
            if !Self.runByProvider.contains(where: type.hasPrefix) { needsMessages = true }
        }
        if !tools.isEmpty, functions.isEmpty { needsMessages = true }
        if let choice = root["tool_choice"], choice["type"]?.isString("tool") == true {
            let name = choice["name"]?.string
            if !functions.contains(where: { $0["name"]?.string == name }) { needsMessages = true }
        }
    }

    private static func isFunction(_ tool: JSONValue, at path: String) throws(WireError) -> Bool {
        guard let type = try tool.text("type", in: path + ".") else { return true }
        return type == "custom"
    }

    /// Writes `tools`, `tool_choice` and `parallel_tool_calls`; nothing where no function is offered.
    func write(choice: JSONValue?, to json: inout JSONWriter) {
        guard !functions.isEmpty else { return }
        json.key("tools")
        json.array { json in
            for tool in functions { Self.write(tool, to: &json) }
        }
        guard let choice, let type = choice["type"] else { return }
        if type.isString("tool"), let name = choice["name"] {
            json.key("tool_choice")
            json.object { json in
                json.key("type", string: "function")
                json.key("function")
                json.object { $0.key("name", raw: name) }
            }
        } else {
            let word = type.isString("any") ? "required" : type.isString("none") ? "none" : "auto"
            json.key("tool_choice", string: word)
        }
        if choice["disable_parallel_tool_use"]?.bool == true { json.key("parallel_tool_calls", bool: false) }
    }

    private static func write(_ tool: JSONValue, to json: inout JSONWriter) {
        json.object { json in
            json.key("type", string: "function")
            json.key("function")
            json.object { json in
                if let name = tool["name"] { json.key("name", raw: name) }
                if let description = tool["description"], description.kind == .string {
                    json.key("description", raw: description)
                }
                if let schema = tool["input_schema"] { json.key("parameters", raw: schema) }
                if let strict = tool["strict"], strict.kind == .bool { json.key("strict", raw: strict) }
            }
        }
    }
}

extension JSONWriter {
    /// Writes a member with a value as it was read.
    mutating func key(_ key: String, raw value: JSONValue) {
        self.key(key)
        raw(value.rawBytes)
    }
}
