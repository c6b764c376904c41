import RouterCore

/// Reads what a reply to a chat completion takes beyond understanding its text.
enum ChatNeeds {
    /// The needs of a request body.
    ///
    /// - Throws: ``WireError`` naming a key of the wrong type.
    static func needs(of root: JSONValue) throws(WireError) -> RequestNeeds {
        var needs = RequestNeeds()
        needs.api = .chatCompletions
        let legacyLimit = try root.count("max_tokens")
        needs.maxOutputTokens = try root.count("max_completion_tokens") ?? legacyLimit
        try addTools("tools", of: root, to: &needs)
        try addTools("functions", of: root, to: &needs)
        if needs.toolCount > 0 {
            needs.capabilities.insert(.tools)
            if try root.flag("parallel_tool_calls") == true { needs.capabilities.insert(.parallelTools) }
        }
        if let format = try root.member("response_format", .object), format["type"]?.isString("json_schema") == true {
            needs.capabilities.insert(.jsonSchema)
            needs.attachedBytes += format.byteRange.count
        }
        if asksForReasoning(root) { needs.capabilities.insert(.reasoning) }
        if asksForSound(root) { needs.capabilities.insert(.audio) }
        for message in root["messages"]?.elements ?? [] {
            for part in message["content"]?.elements ?? [] { add(part, to: &needs) }
        }
        return needs
    }

    /// Adds the tools of `tools`, or of `functions` as they were called before.
    private static func addTools(
        _ key: StaticString, of root: JSONValue, to needs: inout RequestNeeds
    ) throws(WireError) {
        guard let tools = try root.member(key, .array) else { return }
        needs.toolCount += tools.elements.count
        needs.attachedBytes += tools.byteRange.count
    }

    /// Whether the client wants reasoning; OpenRouter's object counts before OpenAI's one word.
    private static func asksForReasoning(_ root: JSONValue) -> Bool {
        let reasoning = root["reasoning"]
        if let isEnabled = reasoning?["enabled"]?.bool { return isEnabled }
        if let effort = reasoning?["effort"], effort.kind == .string { return !effort.isString("none") }
        if let limit = reasoning?["max_tokens"]?.double { return limit > 0 }
        guard let effort = root["reasoning_effort"], effort.kind == .string else { return false }
        return !effort.isString("none")
    }

    /// Whether the reply is to be spoken.
    private static func asksForSound(_ root: JSONValue) -> Bool {
        if root["audio"]?.kind == .object { return true }
        return root["modalities"]?.elements.contains { $0.isString("audio") } ?? false
    }

    private static func add(_ part: JSONValue, to needs: inout RequestNeeds) {
        guard let type = part["type"] else { return }
        if type.isString("image_url") {
            needs.capabilities.insert(.images)
            needs.imageCount += 1
        } else if type.isString("input_audio") {
            needs.capabilities.insert(.audio)
        } else if type.isString("file") || type.isString("video_url") || type.isString("input_video") {
            needs.capabilities.insert(.files)
        }
    }
}
