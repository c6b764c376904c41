import RouterCore

/// What is read alike of a request for a message and of one to count its tokens.
struct MessagesReading {
    let parameters: RoutingParameters
    let survey: MessagesSurvey
    /// The request as a chat completion.
    let chat: JSONDocument
    let routing: RoutingRequest

    /// Checks and translates a body.
    ///
    /// - Throws: ``WireError`` that names the key.
    init(of root: JSONValue, defaultModel: String?, sessionHeader: String?) throws(WireError) {
        var parameters = try RoutingParameters(
            of: root, api: .messages, defaultModel: defaultModel, sessionHeader: sessionHeader)
        survey = try MessagesSurvey(checking: root)
        chat = try JSONDocument(MessagesTranslation.body(of: root, model: parameters.model))
        if parameters.session?.isExplicit == false {
            // Claude Code's marks of what to cache move from turn to turn, and the first line of its instructions
            // changes with each: only the translated opening, without both, stays the same.
            parameters.session = try SessionKeyReader.key(of: chat.root, header: nil)
        }
        var routing = try ChatRequest.routing(of: chat.root)
        routing.needs.api = .messages
        routing.needs.isTranslatable = !survey.needsMessages
        routing.add(parameters, of: chat.root)
        if parameters.constraints.providers.requiresParameters {
            if root["top_k"]?.kind == .number { routing.needs.parameters.insert("top_k") }
            if MessagesPreferences.thinks(root) { routing.needs.parameters.insert("reasoning") }
        }
        self.parameters = parameters
        self.routing = routing
    }
}
