package import RouterCore

extension MessagesRequest {
    private static let ownKeys = ForwardedBody.ownKeys + ["fallbacks"]

    /// The body for one upstream: as it came but for the model's name and the router's keys, or as a chat completion.
    ///
    /// - Parameters:
    ///   - api: `.messages` or `.chatCompletions`.
    ///   - upstreamModel: what the upstream calls the model.
    /// - Returns: JSON text.
    package func body(for api: UpstreamAPI, upstreamModel: String) -> [UInt8] {
        body(for: api, upstreamModel: upstreamModel, effort: nil)
    }

    /// The body for one candidate: as ``body(for:upstreamModel:)``, with `reasoning_effort` where it is known to reason.
    ///
    /// Clients such as Claude Code ask for thinking whatever model they talk to, and servers refuse the parameter for
    /// models that lack it: it goes only where it is understood, and excludes nobody.
    package func body(for api: UpstreamAPI, candidate: Candidate) -> [UInt8] {
        let reasons = candidate.capabilities?.contains(.reasoning) == true
        return body(
            for: api, upstreamModel: candidate.upstreamModel, effort: reasons ? preferences.effort : nil)
    }

    private func body(for api: UpstreamAPI, upstreamModel: String, effort: StaticString?) -> [UInt8] {
        precondition(api == .messages || api == .chatCompletions, "a message is not sent to '\(api.path)'")
        guard api == .chatCompletions else {
            let source = hasUnsignedThinking ? UnsignedThinking.removed(from: document) : document
            return ForwardedBody.bytes(
                of: source, upstreamModel: upstreamModel, asksForUsage: false, leavingOut: Self.ownKeys)
        }
        var body = ForwardedBody.bytes(of: chat, upstreamModel: upstreamModel, asksForUsage: isStreamed)
        let isOpenAI = Self.isOpenAI(upstreamModel)
        var added: [UInt8] = []
        if let effort { added += #""reasoning_effort":"\#(effort)","#.utf8 }
        if let topK = preferences.topK, !isOpenAI { added += #""top_k":"#.utf8 + topK + [UInt8(ascii: ",")] }
        // The translation begins with `{"max_tokens":`.
        if isOpenAI { body.replaceSubrange(1..<13, with: #""max_completion_tokens""#.utf8) }
        if !added.isEmpty { body.insert(contentsOf: added, at: 1) }
        return body
    }

    /// Whether a model's name is one of OpenAI's own, whose servers refuse `max_tokens` for models that reason and
    /// every key that they do not know; others take `max_tokens`, and some take nothing else.
    private static func isOpenAI(_ upstreamModel: String) -> Bool {
        let name = upstreamModel.split(separator: "/").last ?? ""
        if name.hasPrefix("gpt-oss") { return false }
        if name.hasPrefix("gpt-") || name.hasPrefix("chatgpt-") { return true }
        return name.first == "o" && name.dropFirst().first?.isWholeNumber == true
    }
}
