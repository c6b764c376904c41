import RouterWire

/// Reads `tools` and `tool_choice` of a chat completion.
enum ToolDemand {
    struct Tool {
        let name: String
        let parameters: JSONValue?

        /// A call of it.
        var form: SandboxRequest.Form { .call(function: name, parameters: parameters) }
    }

    /// The call that the request forces, or `nil` if it leaves the model free, as `auto` and `none` do.
    ///
    /// - Throws: ``SandboxError`` naming the tool or `tool_choice`.
    static func form(_ root: JSONValue) throws(SandboxError) -> SandboxRequest.Form? {
        let tools = try tools(root)
        guard let choice = root["tool_choice"], !choice.isNull else { return nil }
        guard !tools.isEmpty else {
            if choice.isString("none") || choice.isString("auto") { return nil }
            throw SandboxError(.invalidRequest, param: "tool_choice", "'tool_choice' is given without 'tools'")
        }
        if choice.kind == .object { return try named(choice, tools) }
        if choice.isString("none") || choice.isString("auto") { return nil }
        guard choice.isString("required") else {
            throw SandboxError(
                .invalidRequest, param: "tool_choice",
                "'tool_choice' is not one of none, auto, required or an object that names a function")
        }
        return tools.first?.form
    }

    private static func named(_ choice: JSONValue, _ tools: [Tool]) throws(SandboxError) -> SandboxRequest.Form? {
        if choice["type"]?.isString("allowed_tools") == true { return nil }
        guard let function = try choice.object("function", at: "tool_choice.function") else {
            throw SandboxError(
                .missingParameter, param: "tool_choice.function",
                "'tool_choice.function' is missing; an object is expected")
        }
        let name = try function.requiredText("name", at: "tool_choice.function.name")
        guard let tool = tools.first(where: { $0.name == name }) else {
            throw SandboxError(
                .invalidRequest, param: "tool_choice", "'tool_choice' names a function that 'tools' does not hold")
        }
        return tool.form
    }

    private static func tools(_ root: JSONValue) throws(SandboxError) -> [Tool] {
        var tools: [Tool] = []
        for (index, value) in (root["tools"]?.elements ?? []).enumerated() {
            let path = "tools[\(index)]"
            guard value.kind == .object else {
                throw SandboxError(
                    .invalidRequest, param: path, "'\(path)' is a JSON \(value.kind); an object is expected")
            }
            // Tools that the provider runs itself (`web_search`) have no function; they are accepted and never called.
            if let type = value["type"], !type.isString("function") { continue }
            guard let function = try value.object("function", at: path + ".function") else {
                throw SandboxError(
                    .missingParameter, param: path + ".function", "'\(path).function' is missing; an object is expected"
                )
            }
            let name = try function.requiredText("name", at: path + ".function.name")
            tools.append(
                Tool(name: name, parameters: try function.object("parameters", at: path + ".function.parameters")))
        }
        return tools
    }
}
