package import RouterCore
import RouterWire

extension SandboxRequest {
    /// Reads a body of any kind but embeddings, which have no text to simulate.
    ///
    /// - Throws: ``SandboxError`` or ``WireError`` naming the key.
    package init(body: [UInt8], api: UpstreamAPI) throws {
        switch api {
        case .chatCompletions: try self.init(ChatRequest(body: body))
        case .completions: try self.init(completion: JSONDocument(body).root)
        case .responses: try self.init(response: JSONDocument(body).root)
        case .messages: try self.init(messages: JSONDocument(body).root)
        case .embeddings: preconditionFailure("a request for embeddings is read by EmbeddingSimulation")
        }
    }

    private init(completion root: JSONValue) throws {
        let texts = try Self.texts("prompt", root)
        self.init(
            api: .completions, model: try root.requiredText("model", at: "model"),
            isStreamed: Self.flag("stream", root),
            wantsUsage: root["stream_options"].map { Self.flag("include_usage", $0) } ?? false,
            choiceCount: try Self.choiceCount(root), stops: try Self.stops("stop", root),
            maxTokens: try Self.limit("max_tokens", root), turns: texts.map { Turn(role: "user", text: $0) })
    }

    private init(response root: JSONValue) throws {
        var turns = try Self.turns("input", root)
        if let instructions = root["instructions"]?.string {
            turns.insert(Turn(role: "system", text: instructions), at: 0)
        }
        let text = try root.object("text", at: "text")
        let format = try ResponseFormat(flat: text?["format"], at: "text.format")
        self.init(
            api: .responses, model: try root.requiredText("model", at: "model"), isStreamed: Self.flag("stream", root),
            form: try ToolDemand.responsesForm(root) ?? format.form,
            maxTokens: try Self.limit("max_output_tokens", root), turns: turns)
    }

    private init(messages root: JSONValue) throws {
        var turns = try Self.turns("messages", root)
        if let system = root["system"], !system.isNull {
            turns.insert(Turn(role: "system", text: Self.text(of: system)), at: 0)
        }
        guard let limit = try Self.limit("max_tokens", root) else {
            throw SandboxError(
                .missingParameter, param: "max_tokens", "'max_tokens' is missing; an integer above 0 is expected")
        }
        let thinking = root["thinking"]?["type"]
        self.init(
            api: .messages, model: try root.requiredText("model", at: "model"), isStreamed: Self.flag("stream", root),
            thinks: thinking?.isString("enabled") == true || thinking?.isString("adaptive") == true,
            form: try ToolDemand.messagesForm(root) ?? .text, stops: try Self.stops("stop_sequences", root),
            maxTokens: limit, turns: turns)
    }

    /// The estimated tokens of a body of Anthropic's kind that asks for no reply.
    static func promptTokens(messages body: [UInt8]) throws -> Int {
        let root = try JSONDocument(body).root
        _ = try root.requiredText("model", at: "model")
        var bytes = try turns("messages", root).reduce(0) { $0 + $1.text.utf8.count }
        bytes += root["system"].map { text(of: $0).utf8.count } ?? 0
        bytes += root["tools"].map { $0.byteRange.count } ?? 0
        return max(1, (bytes + 3) / 4)
    }

    /// A text, or several, or tokens, whose numbers stand for themselves.
    ///
    /// - Throws: ``SandboxError`` if there is nothing, or something else.
    static func texts(_ key: StaticString, _ root: JSONValue) throws(SandboxError) -> [String] {
        guard let value = root[key], !value.isNull else {
            throw SandboxError(
                .missingParameter, param: "\(key)", "'\(key)' is missing; a text or a list of texts is expected")
        }
        if let text = value.string { return [text] }
        let elements = value.elements
        guard value.kind == .array, !elements.isEmpty else {
            throw SandboxError(
                .invalidRequest, param: "\(key)", "'\(key)' is neither a text nor a list with a text in it")
        }
        if elements.allSatisfy({ $0.kind == .number }) { return [String(decoding: value.rawBytes, as: UTF8.self)] }
        return elements.map { $0.string ?? String(decoding: $0.rawBytes, as: UTF8.self) }
    }

    private static func turns(_ key: StaticString, _ root: JSONValue) throws(SandboxError) -> [Turn] {
        guard let value = root[key], !value.isNull else {
            throw SandboxError(
                .missingParameter, param: "\(key)", "'\(key)' is missing; a list of messages is expected")
        }
        if let text = value.string { return [Turn(role: "user", text: text)] }
        guard value.kind == .array, !value.elements.isEmpty else {
            throw SandboxError(.invalidRequest, param: "\(key)", "'\(key)' is no list with a message in it")
        }
        return value.elements.map { item in
            let text = item["content"].map(text(of:)) ?? item["output"].map(text(of:)) ?? ""
            return Turn(role: item["role"]?.string ?? "tool", text: text)
        }
    }

    /// A text, or the texts of a list of parts; results of tools count as what they hold.
    private static func text(of content: JSONValue) -> String {
        if let text = content.string { return text }
        return content.elements.compactMap { part in
            part["text"]?.string ?? part["content"].map { text(of: $0) }
        }.joined(separator: "\n")
    }

    private static func flag(_ key: StaticString, _ root: JSONValue) -> Bool { root[key]?.bool ?? false }

    private static func limit(_ key: StaticString, _ root: JSONValue) throws(SandboxError) -> Int? {
        guard let value = root[key], !value.isNull else { return nil }
        guard let limit = value.int, limit > 0 else {
            throw SandboxError(.invalidRequest, param: "\(key)", "'\(key)' is no integer above 0, which is expected")
        }
        return limit
    }
}
