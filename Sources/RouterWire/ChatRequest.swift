package import RouterCore

/// The body of a chat completion as a client sent it: read once, its bytes kept.
package struct ChatRequest: Sendable {
    /// The body.
    package let document: JSONDocument
    /// What the client demands of the router.
    package let parameters: RoutingParameters
    /// Whether the reply is to be streamed.
    package let isStreamed: Bool
    /// Whether the client wants token counts in the stream.
    package let wantsUsage: Bool
    /// What the router needs to know of the request.
    package let routing: RoutingRequest

    /// What the client speaks.
    package var api: UpstreamAPI { .chatCompletions }
    /// The `model` that the client asked for; the first of `models` where only these are given.
    package var model: String { parameters.model }
    /// Further models to try, in order, without ``model`` and without repetitions.
    package var fallbackModels: [String] { parameters.fallbackModels }

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - body: JSON text.
    ///   - sessionHeader: the header field `x-session-id`.
    /// - Throws: ``WireError`` that names the key: not JSON, not an object, no `model`, no messages, wrong types.
    package init(body: [UInt8], sessionHeader: String? = nil) throws(WireError) {
        try self.init(document: JSONDocument(body), sessionHeader: sessionHeader)
    }

    /// Reads a body that is parsed already.
    ///
    /// - Parameters:
    ///   - document: the body.
    ///   - defaultModel: the model where the body names none; `nil` = it must.
    ///   - sessionHeader: the header field `x-session-id`.
    /// - Throws: ``WireError`` as ``init(body:sessionHeader:)``.
    package init(
        document: JSONDocument, defaultModel: String? = nil, sessionHeader: String? = nil
    ) throws(WireError) {
        let root = document.root
        self.document = document
        parameters = try RoutingParameters(of: root, defaultModel: defaultModel, sessionHeader: sessionHeader)
        isStreamed = try root.flag("stream") ?? false
        let options = try root.member("stream_options", .object)
        wantsUsage = try options?.flag("include_usage", in: "stream_options.") ?? false
        _ = try root.count("n")
        var routing = try Self.routing(of: root)
        routing.add(parameters, of: root)
        self.routing = routing
    }

    /// What the router needs to know of a body, whose `model` may be absent and which demands nothing of the choice.
    ///
    /// - Parameter root: an object with `messages` and the other keys of a chat completion.
    /// - Returns: turns and needs.
    /// - Throws: ``WireError`` as ``init(body:sessionHeader:)``.
    package static func routing(of root: JSONValue) throws(WireError) -> RoutingRequest {
        RoutingRequest(turns: try ChatMessages.turns(of: root), needs: try ChatNeeds.needs(of: root))
    }
}
