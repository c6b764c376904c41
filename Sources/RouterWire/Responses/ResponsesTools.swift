/// The tools of a response request that a chat completion can offer: functions, custom tools as functions of one text
/// argument, and both out of namespaces.
///
/// Tools that OpenAI runs itself (`web_search`, `file_search`, `mcp` and others) have no chat form and are left out, as
/// clients such as Codex name some in every request and expect them to be optional.
struct ResponsesTools: Sendable {
    /// A function that is offered.
    struct Offered: Sendable {
        /// What the chat completion calls it.
        let chatName: String
        /// What the client calls it.
        let name: String
        /// The namespace that the client has it in; `nil` = none.
        let namespace: String?
        /// Whether its input is free text.
        let isCustom: Bool
        /// Its definition.
        let definition: JSONValue
    }

    /// The functions in order, narrowed to those that `tool_choice` allows.
    private(set) var offered: [Offered] = []
    /// Definitions that stand for something offered, as the client wrote them.
    private(set) var definitions: [JSONValue] = []
    /// The chat form of `tool_choice`; `nil` = not said.
    private var choice: [UInt8]?

    /// The longest name of a function, in characters; OpenAI's limit.
    static let maxNameLength = 64

    /// Reads `tools`, those that `input` brings later, and `tool_choice`.
    ///
    /// - Throws: ``WireError`` naming the tool.
    init(of root: JSONValue) throws(WireError) {
        try add(try root.member("tools", .array), "tools")
        for (index, item) in (root["input"]?.elements ?? []).enumerated() {
            guard let type = item["type"], type.isString("additional_tools") || type.isString("tool_search_output")
            else { continue }
            try add(try item.member("tools", .array, in: "input[\(index)]."), "input[\(index)].tools")
        }
        try readChoice(root["tool_choice"])
    }

    private mutating func add(_ tools: JSONValue?, _ path: String) throws(WireError) {
        for (index, tool) in (tools?.elements ?? []).enumerated() {
            let path = "\(path)[\(index)]"
            guard tool.kind == .object, let type = tool["type"], type.kind == .string else {
                throw WireError(.wrongType, key: path, "'\(path)' is no object with a 'type'")
            }
            switch type.string {
            case "function", "custom":
                try add(tool, in: nil, path)
                definitions.append(tool)
            case "namespace":
                let name = try Self.name(of: tool, path)
                let members = try tool.member("tools", .array, in: path + ".")?.elements ?? []
                for (position, member) in members.enumerated() {
                    try add(member, in: name, "\(path).tools[\(position)]")
                }
                if !members.isEmpty { definitions.append(tool) }
            default: break
            }
        }
    }

    private mutating func add(_ tool: JSONValue, in namespace: String?, _ path: String) throws(WireError) {
        let name = try Self.name(of: tool, path)
        let wanted = Self.joined(name, namespace)
        var chatName = wanted
        var number = 2
        while offered.contains(where: { $0.chatName == chatName }) {
            // A repeated plain name is the client's affair; a joined one must not meet another by chance.
            guard namespace != nil else { break }
            chatName = String(wanted.prefix(Self.maxNameLength - 4)) + "_\(number)"
            number += 1
        }
        offered.append(
            Offered(
                chatName: chatName, name: name, namespace: namespace,
                isCustom: tool["type"]?.isString("custom") == true, definition: tool))
    }

    private static func name(of tool: JSONValue, _ path: String) throws(WireError) -> String {
        if let name = try tool.text("name", in: path + "."), !name.isEmpty { return name }
        throw WireError(.missingKey, key: path + ".name", "'\(path).name' is missing; text is expected")
    }

    private static func joined(_ name: String, _ namespace: String?) -> String {
        guard let namespace else { return name }
        return String((namespace + (namespace.hasSuffix("__") ? "" : "__") + name).prefix(maxNameLength))
    }

    /// What the chat completion calls a function, offered or not.
    func chatName(of name: String, in namespace: String?) -> String {
        offered.first { $0.name == name && $0.namespace == namespace }?.chatName ?? Self.joined(name, namespace)
    }

    /// The function that a chat completion means, or `nil`.
    func named(_ chatName: String) -> Offered? { offered.first { $0.chatName == chatName } }

    private mutating func readChoice(_ value: JSONValue?) throws(WireError) {
        guard let value, !value.isNull else { return }
        let accepted = "auto, none, required, or an object of type function, custom or allowed_tools"
        switch value.kind {
        case .string:
            guard value.isString("auto") || value.isString("none") || value.isString("required") else {
                throw .invalidValue(at: "tool_choice", expected: accepted)
            }
            choice = Array(value.rawBytes)
        case .object:
            switch value["type"]?.string {
            case "function", "custom":
                let name = try Self.name(of: value, "tool_choice")
                choice = Self.choice(of: chatName(of: name, in: try value.text("namespace", in: "tool_choice.")))
            case "allowed_tools":
                let mode = try value.word("mode", of: ["auto", "required"], in: "tool_choice.") ?? "auto"
                let allowed = try value.member("tools", .array, in: "tool_choice.")?.elements ?? []
                let names = Set(allowed.compactMap { $0["name"]?.string })
                offered.removeAll { !names.contains($0.name) }
                choice = JSONWriter.quoted(mode)
            default:
                throw WireError(
                    .invalidValue, key: "tool_choice.type",
                    "'tool_choice' demands a tool that cannot be offered to every model; \(accepted) is expected")
            }
        default:
            throw value.wrongType(at: "tool_choice", accepted)
        }
    }

    private static func choice(of chatName: String) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("type", string: "function")
            json.key("function")
            json.object { $0.key("name", string: chatName) }
        }
        return json.bytes
    }

    /// Writes `tools` and `tool_choice` of a chat completion, if there is anything to offer.
    func write(into json: inout JSONWriter) {
        guard !offered.isEmpty else { return }
        json.key("tools")
        json.array { json in for tool in offered { tool.write(into: &json) } }
        guard let choice else { return }
        json.key("tool_choice")
        json.raw(choice)
    }
}
