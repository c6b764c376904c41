package import RouterCore

/// A request to count the tokens of a message, which the router answers itself, by its own estimate.
package struct MessagesTokenCount: Sendable {
    /// The request as routing sees it; its estimated tokens are the answer.
    package let routing: RoutingRequest
    /// The `model` that the client asked for, and what else it demands.
    package let parameters: RoutingParameters

    /// Reads a body: that of a message, without `max_tokens`.
    ///
    /// - Throws: ``WireError`` that names the key: not JSON, no `model`, no `messages`, wrong types.
    package init(body: [UInt8]) throws(WireError) { try self.init(document: JSONDocument(body)) }

    /// Reads a body that is parsed already.
    ///
    /// - Parameters:
    ///   - document: the body.
    ///   - defaultModel: the model where the body names none; `nil` = it must.
    /// - Throws: ``WireError`` as ``init(body:)``.
    package init(document: JSONDocument, defaultModel: String? = nil) throws(WireError) {
        let reading = try MessagesReading(of: document.root, defaultModel: defaultModel, sessionHeader: nil)
        routing = reading.routing
        parameters = reading.parameters
    }

    /// The answer: `{"input_tokens": N}`.
    package static func body(inputTokens: Int) -> [UInt8] { Array(#"{"input_tokens":\#(inputTokens)}"#.utf8) }
}
