package import RouterCore

/// A request of OpenAI's Responses API as a client sent it, and the chat completion that stands in for it.
///
/// It is stateless: responses are not stored, so whatever refers to a stored one is refused. Upstreams that take
/// responses get the body as it came. For all others it is translated: `input` and `instructions` become messages,
/// function tools stay, custom tools become functions of one text argument, and tools that OpenAI itself would run
/// (`web_search`, `mcp` and others) are left out. The `tools` of a translated response name those that the model was
/// offered, so that a client can see which were not.
package struct ResponsesRequest: ClientRequest {
    /// The body.
    package let document: JSONDocument
    /// The request as a chat completion, with the keys that speak to the router.
    package let chat: ChatRequest
    /// What the router needs to know of the request.
    package let routing: RoutingRequest
    /// The tools that a chat completion can offer.
    let tools: ResponsesTools

    /// What the client speaks.
    package var api: UpstreamAPI { .responses }
    /// What the client demands of the router.
    package var parameters: RoutingParameters { chat.parameters }
    /// Whether the reply is to be streamed.
    package var isStreamed: Bool { chat.isStreamed }

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - body: JSON text.
    ///   - sessionHeader: the conversation's name as a header gives it; the body's own wins.
    /// - Throws: ``WireError`` that names the key: not JSON, not an object, no `model` or `input`, wrong types, a
    ///   reference to something stored.
    package init(body: [UInt8], sessionHeader: String? = nil) throws(WireError) {
        try self.init(document: JSONDocument(body), sessionHeader: sessionHeader)
    }

    /// Reads a body that is parsed already.
    ///
    /// - Throws: ``WireError`` as ``init(body:sessionHeader:)``.
    package init(
        document: JSONDocument, defaultModel: String? = nil, sessionHeader: String? = nil
    ) throws(WireError) {
        let root = document.root
        guard root.kind == .object else {
            throw WireError(.wrongType, "the request body is a JSON \(root.kind); an object is expected")
        }
        self.document = document
        let translation = try ResponsesTranslation(of: root)
        tools = translation.tools
        chat = try ChatRequest(
            document: JSONDocument(translation.chatBody), defaultModel: defaultModel, sessionHeader: sessionHeader)
        var routing = chat.routing
        routing.needs.api = .responses
        self.routing = routing
    }

    /// The body that goes upstream: the client's own for `.responses`, with the upstream's model name and without our
    /// keys, otherwise a chat completion.
    ///
    /// - Precondition: `api` is `.responses` or `.chatCompletions`.
    package func body(for api: UpstreamAPI, upstreamModel: String) -> [UInt8] {
        if api == .responses {
            return ForwardedBody.bytes(of: document, upstreamModel: upstreamModel, asksForUsage: false)
        }
        precondition(api == .chatCompletions, "a response is not asked for at '\(api.path)'")
        // The cache key names the session here; servers that know it speak the Responses API, strict others refuse it.
        return ForwardedBody.bytes(
            of: chat.document, upstreamModel: upstreamModel, asksForUsage: isStreamed,
            leavingOut: ForwardedBody.ownKeys + ["prompt_cache_key"])
    }

    /// Reads a whole reply and prints it for the client.
    package func reading(
        of document: JSONDocument, from api: UpstreamAPI, _ context: ReplyContext
    ) throws(WireError) -> ReplyReading {
        if api == .responses { return try ResponsesReply.passed(document, context) }
        let echo = ResponseEcho(of: self, context)
        return try ResponsesReply.translated(document, echo)
    }

    /// Prints the stream of one upstream for the client.
    package func transcriber(from api: UpstreamAPI, _ context: ReplyContext) -> any StreamTranscriber {
        let echo = ResponseEcho(of: self, context)
        return api == .responses ? ResponsesPassThrough(echo) : ChatToResponsesTranscriber(echo)
    }
}
