package import RouterCore

/// A request of Anthropic's Messages API: kept as it came for upstreams that speak it, and put into the words of a chat
/// completion, once, for routing and for upstreams that speak only those.
package struct MessagesRequest: ClientRequest {
    /// The body as it came.
    package let document: JSONDocument
    /// The same request as a chat completion, `max_tokens` in front.
    package let chat: JSONDocument
    /// What the client demands of the router.
    package let parameters: RoutingParameters
    /// Whether the reply is to be streamed.
    package let isStreamed: Bool
    /// What the router needs to know of the request.
    package let routing: RoutingRequest
    /// Whether a chat completion can carry all that matters of it.
    package let isTranslatable: Bool

    /// What the client likes beyond what it demands.
    let preferences: MessagesPreferences
    /// Whether its conversation holds thinking that no provider has signed.
    let hasUnsignedThinking: Bool

    /// What the client speaks.
    package var api: UpstreamAPI { .messages }

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - body: JSON text.
    ///   - sessionHeader: the header field `x-session-id`.
    /// - Throws: ``WireError`` that names the key: not JSON, no `model`, `messages` or `max_tokens`, wrong types.
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
        let reading = try MessagesReading(of: root, defaultModel: defaultModel, sessionHeader: sessionHeader)
        guard try root.count("max_tokens") != nil else {
            throw WireError(
                .missingKey, key: "max_tokens", "the key 'max_tokens' is missing; an integer > 0 is expected")
        }
        self.document = document
        chat = reading.chat
        parameters = reading.parameters
        routing = reading.routing
        isStreamed = try root.flag("stream") ?? false
        isTranslatable = !reading.survey.needsMessages
        hasUnsignedThinking = reading.survey.hasUnsignedThinking
        preferences = MessagesPreferences(of: root)
    }

    /// Reads a whole reply and prints it as a message.
    package func reading(
        of document: JSONDocument, from api: UpstreamAPI, _ context: ReplyContext
    ) throws(WireError) -> ReplyReading {
        switch api {
        case .messages: try MessagesReply.relayed(document, context)
        default: try MessagesReply.translated(document, preferences, context)
        }
    }

    /// Prints the stream of one upstream as Anthropic's events.
    package func transcriber(from api: UpstreamAPI, _ context: ReplyContext) -> any StreamTranscriber {
        switch api {
        case .messages: MessagesRelay(context)
        default: MessagesTranscriber(preferences, context)
        }
    }
}
