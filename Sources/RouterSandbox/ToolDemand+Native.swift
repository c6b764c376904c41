import RouterWire

extension ToolDemand {
    /// The call that a request for a response forces, or `nil` if it leaves the model free.
    ///
    /// - Throws: ``SandboxError`` naming the tool or `tool_choice`.
    static func responsesForm(_ root: JSONValue) throws(SandboxError) -> SandboxRequest.Form? {
        let tools = try named(root, parameters: "parameters") { $0.isString("function") }
        guard let choice = root["tool_choice"] else { return nil }
        if choice.isString("required") { return tools.first?.form }
        guard choice["type"]?.isString("function") == true else { return nil }
        return try form(of: choice["name"]?.string, in: tools)
    }

    /// The call that a request of Anthropic's kind forces, or `nil` if it leaves the model free.
    ///
    /// - Throws: ``SandboxError`` naming the tool or `tool_choice`.
    static func messagesForm(_ root: JSONValue) throws(SandboxError) -> SandboxRequest.Form? {
        let tools = try named(root, parameters: "input_schema") { $0.isString("custom") }
        guard let type = root["tool_choice"]?["type"] else { return nil }
        if type.isString("any") { return tools.first?.form }
        guard type.isString("tool") else { return nil }
        return try form(of: root["tool_choice"]?["name"]?.string, in: tools)
    }

    private static func form(of name: String?, in tools: [Tool]) throws(SandboxError) -> SandboxRequest.Form {
        guard let tool = tools.first(where: { $0.name == name }) else {
            throw SandboxError(
                .invalidRequest, param: "tool_choice", "'tool_choice' names a function that 'tools' does not hold")
        }
        return tool.form
    }

    /// Tools that stand in the list by their names; those of other types are the provider's own and never called.
    private static func named(
        _ root: JSONValue, parameters: StaticString, isOwn: (JSONValue) -> Bool
    ) throws(SandboxError) -> [Tool] {
        var tools: [Tool] = []
        for (index, value) in (root["tools"]?.elements ?? []).enumerated() {
            let path = "tools[\(index)]"
            guard value.kind == .object else {
                throw SandboxError(
                    .invalidRequest, param: path, "'\(path)' is a JSON \(value.kind); an object is expected")
            }
            if let type = value["type"], !isOwn(type) { continue }
            let name = try value.requiredText("name", at: path + ".name")
            tools.append(Tool(name: name, parameters: try value.object(parameters, at: "\(path).\(parameters)")))
        }
        return tools
    }
}
