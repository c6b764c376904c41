package import RouterCore

/// Where and how one provider is called.
package struct UpstreamEndpoint: Sendable {
    /// Address that OpenAI's paths are appended to, without a slash at the end.
    package let baseURL: String
    /// The bearer key; `nil` = none is sent.
    package let key: Secret?
    /// Limits in time.
    package let timeouts: UpstreamTimeouts

    /// Keeps the values.
    package init(baseURL: String, key: Secret?, timeouts: UpstreamTimeouts) {
        self.baseURL = baseURL
        self.key = key
        self.timeouts = timeouts
    }

    /// A chat completion for this provider.
    func chatCompletion(body: [UInt8], provider: String, isStreamed: Bool) -> UpstreamRequest {
        var headers = [
            (name: "Content-Type", value: "application/json"),
            (name: "Accept", value: isStreamed ? "text/event-stream" : "application/json"),
        ]
        if let key { headers.append((name: "Authorization", value: "Bearer " + key.revealed())) }
        return UpstreamRequest(
            url: baseURL + "/chat/completions", headers: headers, body: body, upstream: provider, timeouts: timeouts)
    }
}
