package import RouterCore

/// The body of one of OpenAI's older completions, of a text instead of messages.
package struct CompletionRequest: Sendable {
    /// The body.
    package let document: JSONDocument
    /// What the client demands of the router.
    package let parameters: RoutingParameters
    /// Whether the reply is to be streamed.
    package let isStreamed: Bool
    /// Whether the client wants token counts in the stream.
    package let wantsUsage: Bool
    /// What the router needs to know of the request: its prompt as one turn of the user.
    package let routing: RoutingRequest

    /// What the client speaks.
    package var api: UpstreamAPI { .completions }

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - document: the body.
    ///   - defaultModel: the model where the body names none; `nil` = it must.
    ///   - sessionHeader: the header field `x-session-id`.
    /// - Throws: ``WireError`` that names the key: not an object, no `model`, no `prompt`, wrong types.
    package init(
        document: JSONDocument, defaultModel: String? = nil, sessionHeader: String? = nil
    ) throws(WireError) {
        let root = document.root
        self.document = document
        parameters = try RoutingParameters(
            of: root, api: .completions, defaultModel: defaultModel, sessionHeader: sessionHeader)
        isStreamed = try root.flag("stream") ?? false
        let options = try root.member("stream_options", .object)
        wantsUsage = try options?.flag("include_usage", in: "stream_options.") ?? false
        _ = try root.count("n")
        var routing = try PromptInput.routing("prompt", of: root)
        routing.needs.api = .completions
        routing.needs.maxOutputTokens = try root.count("max_tokens")
        routing.add(parameters, of: root)
        self.routing = routing
    }

    /// The body for one upstream: its own model name, without our fields, everything else byte for byte.
    ///
    /// - Parameters:
    ///   - api: `.completions`, the only kind of request that this one is sent as.
    ///   - upstreamModel: what the upstream calls the model.
    /// - Returns: JSON text.
    package func body(for api: UpstreamAPI, upstreamModel: String) -> [UInt8] {
        precondition(api == .completions, "a completion is not sent to '\(api.path)'")
        return ForwardedBody.bytes(of: document, upstreamModel: upstreamModel, asksForUsage: isStreamed)
    }
}
