import RouterCore

/// Reads the text of a completion or of embeddings: a text, several, or the same as tokens.
enum PromptInput {
    /// Reads the texts under a key.
    ///
    /// - Parameters:
    ///   - key: where the text stands.
    ///   - root: the body.
    /// - Returns: one user turn with the texts, and what tokens cost although no turn holds them.
    /// - Throws: ``WireError`` naming the key: absent, empty, or of the wrong type.
    static func routing(_ key: StaticString, of root: JSONValue) throws(WireError) -> RoutingRequest {
        let accepted = "a text, a list of texts, or tokens as numbers"
        guard let value = root[key], !value.isNull else {
            throw WireError(.missingKey, key: key.description, "the key '\(key)' is missing; \(accepted) is expected")
        }
        if let text = value.string { return RoutingRequest(prompt: text) }
        guard value.kind == .array else { throw value.wrongType(at: key.description, accepted) }
        let elements = value.elements
        guard !elements.isEmpty else {
            throw WireError(.invalidValue, key: key.description, "'\(key)' is empty; \(accepted) is expected")
        }
        var texts: [String] = []
        var holdsTokens = false
        for (index, element) in elements.enumerated() {
            switch element.kind {
            case .string: texts.append(element.string ?? "")
            case .number, .array: holdsTokens = true
            default: throw element.wrongType(at: "\(key)[\(index)]", "a text, a token or a list of tokens")
            }
        }
        var routing = RoutingRequest(prompt: texts.joined(separator: "\n"))
        // A token's digits and comma stand in for the bytes of its text, which only the upstream knows.
        if holdsTokens { routing.needs.attachedBytes = value.byteRange.count }
        return routing
    }
}
