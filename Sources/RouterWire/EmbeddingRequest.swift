package import RouterCore

/// The body of a request for embeddings.
package struct EmbeddingRequest: Sendable {
    /// The body.
    package let document: JSONDocument
    /// What the client demands of the router.
    package let parameters: RoutingParameters
    /// What the router needs to know of the request: its texts as one turn of the user.
    package let routing: RoutingRequest

    /// What the client speaks.
    package var api: UpstreamAPI { .embeddings }
    /// Embeddings come whole.
    package var isStreamed: Bool { false }

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - document: the body.
    ///   - defaultModel: the model where the body names none; `nil` = it must.
    ///   - sessionHeader: the header field `x-session-id`.
    /// - Throws: ``WireError`` that names the key: not an object, no `model`, no `input`, wrong types.
    package init(
        document: JSONDocument, defaultModel: String? = nil, sessionHeader: String? = nil
    ) throws(WireError) {
        let root = document.root
        self.document = document
        parameters = try RoutingParameters(
            of: root, api: .embeddings, defaultModel: defaultModel, sessionHeader: sessionHeader)
        var routing = try PromptInput.routing("input", of: root)
        routing.needs.api = .embeddings
        routing.add(parameters, of: root)
        self.routing = routing
    }

    /// The body for one upstream: its own model name, without our fields, everything else byte for byte.
    ///
    /// - Parameters:
    ///   - api: `.embeddings`, the only kind of request that this one is sent as.
    ///   - upstreamModel: what the upstream calls the model.
    /// - Returns: JSON text.
    package func body(for api: UpstreamAPI, upstreamModel: String) -> [UInt8] {
        precondition(api == .embeddings, "a request for embeddings is not sent to '\(api.path)'")
        return ForwardedBody.bytes(of: document, upstreamModel: upstreamModel, asksForUsage: false)
    }
}
