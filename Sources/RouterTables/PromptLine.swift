package import RouterCore
package import RouterWire

/// One prompt to be routed, from a file or a pipe.
package struct PromptLine: Sendable {
    /// The line's own id, or `nil`.
    package let id: String?
    /// The request.
    package let request: RoutingRequest

    /// Reads a line: a JSON object with `prompt` or `messages`, or else plain text.
    ///
    /// A line that begins with `{` is JSON; a prompt that does so has to be written as JSON.
    ///
    /// - Throws: ``WireError`` naming the key.
    package init(_ line: [UInt8]) throws(WireError) {
        guard line.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "{") else {
            id = nil
            request = RoutingRequest(prompt: String(decoding: line, as: UTF8.self))
            return
        }
        let document = try JSONDocument(line)
        id = Self.id(of: document.root)
        request = try Self.request(of: document.root)
    }

    /// The text or number under `id`, or `nil`.
    static func id(of root: JSONValue) -> String? {
        guard let id = root["id"] else { return nil }
        return id.string ?? (id.kind == .number ? String(decoding: id.rawBytes, as: UTF8.self) : nil)
    }

    /// The request under `messages` or `prompt`.
    static func request(of root: JSONValue) throws(WireError) -> RoutingRequest {
        if let messages = root["messages"], !messages.isNull { return try ChatRequest.routing(of: root) }
        guard let prompt = root["prompt"]?.string else {
            throw WireError(.missingKey, key: "prompt", "neither 'prompt' (text) nor 'messages' (a list) is there")
        }
        return RoutingRequest(prompt: prompt)
    }
}
