package import RouterCore

/// The body of a chat completion as a client sent it: read once, its bytes kept.
package struct ChatRequest: Sendable {
    /// The body.
    package let document: JSONDocument
    /// The `model` that the client asked for; the first of `models` where only these are given.
    package let model: String
    /// Further models to try, in order, without ``model`` and without repetitions.
    package let fallbackModels: [String]
    /// Whether the reply is to be streamed.
    package let isStreamed: Bool
    /// Whether the client wants token counts in the stream.
    package let wantsUsage: Bool
    /// What the router needs to know of the request.
    package let routing: RoutingRequest

    /// Most fallbacks that are accepted.
    package static let maxFallbackModels = 64

    /// Reads a body.
    ///
    /// - Throws: ``WireError`` that names the key: not JSON, not an object, no `model`, no messages, wrong types.
    package init(body: [UInt8]) throws(WireError) { try self.init(document: JSONDocument(body)) }

    /// Reads a body that is parsed already.
    ///
    /// - Throws: ``WireError`` as ``init(body:)``.
    package init(document: JSONDocument, defaultModel: String? = nil) throws(WireError) {
        let root = document.root
        guard root.kind == .object else {
            throw WireError(.wrongType, "the request body is a JSON \(root.kind); an object is expected")
        }
        self.document = document
        let models = try root.strings("models", atMost: Self.maxFallbackModels) ?? []
        guard let model = try root.text("model") ?? models.first ?? defaultModel else {
            throw WireError(.missingKey, key: "model", "the key 'model' is missing; a model name or 'auto' is expected")
        }
        guard !model.isEmpty else {
            throw WireError(.invalidValue, key: "model", "'model' is empty; a model name or 'auto' is expected")
        }
        self.model = model
        var seen: Set<String> = [model]
        fallbackModels = models.filter { seen.insert($0).inserted }
        isStreamed = try root.flag("stream") ?? false
        let options = try root.member("stream_options", .object)
        wantsUsage = try options?.flag("include_usage", in: "stream_options.") ?? false
        routing = try Self.routing(of: root)
    }

    /// What the router needs to know of a body, whose `model` may be absent.
    ///
    /// - Parameter root: an object with `messages` and the other keys of a chat completion.
    /// - Returns: turns and needs.
    /// - Throws: ``WireError`` as ``init(body:)``.
    package static func routing(of root: JSONValue) throws(WireError) -> RoutingRequest {
        RoutingRequest(turns: try ChatMessages.turns(of: root), needs: try ChatNeeds.needs(of: root))
    }
}
