import RouterCore

/// Reads what a reply to a chat completion takes beyond understanding its text.
enum ChatNeeds {
    /// The needs of a request body.
    ///
    /// - Throws: ``WireError`` naming a key of the wrong type.
    static func needs(of root: JSONValue) throws(WireError) -> RequestNeeds {
        var needs = RequestNeeds()
        let legacyLimit = try root.count("max_tokens")
        needs.maxOutputTokens = try root.count("max_completion_tokens") ?? legacyLimit
        if let tools = try root.member("tools", .array) {
            needs.toolCount = tools.elements.count
            needs.attachedBytes += tools.byteRange.count
        }
        if needs.toolCount > 0 {
            needs.capabilities.insert(.tools)
            if try root.flag("parallel_tool_calls") == true { needs.capabilities.insert(.parallelTools) }
        }
        if let format = try root.member("response_format", .object), format["type"]?.isString("json_schema") == true {
            needs.capabilities.insert(.jsonSchema)
            needs.attachedBytes += format.byteRange.count
        }
        if asksForReasoning(root) { needs.capabilities.insert(.reasoning) }
        for message in root["messages"]?.elements ?? [] {
            for part in message["content"]?.elements ?? [] { add(part, to: &needs) }
        }
        return needs
    }

    private static func asksForReasoning(_ root: JSONValue) -> Bool {
        let effort = root["reasoning"]?["effort"] ?? root["reasoning_effort"]
        return effort?.kind == .string && effort?.isString("none") == false
    }

    private static func add(_ part: JSONValue, to needs: inout RequestNeeds) {
        guard let type = part["type"] else { return }
        if type.isString("image_url") {
            needs.capabilities.insert(.images)
            needs.imageCount += 1
        } else if type.isString("input_audio") {
            needs.capabilities.insert(.audio)
        } else if type.isString("file") {
            needs.capabilities.insert(.files)
        }
    }
}
