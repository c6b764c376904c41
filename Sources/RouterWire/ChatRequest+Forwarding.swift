package import RouterCore

extension ChatRequest {
    /// The body for one upstream: its own model name, without our fields, everything else byte for byte.
    ///
    /// A streamed request also asks for token counts, which the log needs whether the client wants them or not.
    ///
    /// - Parameters:
    ///   - api: `.chatCompletions`, the only kind of request that this one is sent as.
    ///   - upstreamModel: what the upstream calls the model.
    /// - Returns: JSON text.
    package func body(for api: UpstreamAPI, upstreamModel: String) -> [UInt8] {
        precondition(api == .chatCompletions, "a chat completion is not sent to '\(api.path)'")
        return ForwardedBody.bytes(of: document, upstreamModel: upstreamModel, asksForUsage: isStreamed)
    }
}
