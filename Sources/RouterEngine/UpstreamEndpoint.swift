package import RouterCore

/// Where and how one provider is called.
package struct UpstreamEndpoint: Sendable {
    /// How a key is sent with Anthropic's messages; all else takes `Authorization: Bearer`.
    package enum KeyHeader: String, Sendable, Hashable, CaseIterable {
        /// `Authorization: Bearer <key>`.
        case authorization
        /// `x-api-key: <key>`.
        case apiKey = "x-api-key"
    }

    /// Address that OpenAI's paths are appended to, without a slash at the end.
    package let baseURL: String
    /// The key; `nil` = none is sent.
    package let key: Secret?
    /// How the key is sent with messages.
    package let keyHeader: KeyHeader
    /// Limits in time.
    package let timeouts: UpstreamTimeouts

    /// Keeps the values.
    package init(
        baseURL: String, key: Secret?, keyHeader: KeyHeader = .authorization, timeouts: UpstreamTimeouts
    ) {
        self.baseURL = baseURL
        self.key = key
        self.keyHeader = keyHeader
        self.timeouts = timeouts
    }

    /// The version of Anthropic's API that is spoken where the client names none.
    private static let anthropicVersion = "2023-06-01"

    /// A request for this provider.
    ///
    /// - Parameters:
    ///   - api: the kind.
    ///   - body: JSON text.
    ///   - provider: the provider's name.
    ///   - isStreamed: whether events are expected.
    ///   - clientHeaders: of the client, for upstreams that speak the same.
    /// - Returns: the request, its key included.
    func request(
        _ api: UpstreamAPI, body: [UInt8], provider: String, isStreamed: Bool,
        headers clientHeaders: [(name: String, value: String)]
    ) -> UpstreamRequest {
        var headers = [
            (name: "Content-Type", value: "application/json"),
            (name: "Accept", value: isStreamed ? "text/event-stream" : "application/json"),
        ]
        if api == .messages {
            headers += clientHeaders
            if !clientHeaders.contains(where: { $0.name == "anthropic-version" }) {
                headers.append((name: "anthropic-version", value: Self.anthropicVersion))
            }
        }
        if let key {
            headers.append(
                api == .messages && keyHeader == .apiKey
                    ? (name: "x-api-key", value: key.revealed())
                    : (name: "Authorization", value: "Bearer " + key.revealed()))
        }
        return UpstreamRequest(
            url: baseURL + api.path, headers: headers, body: body, upstream: provider, timeouts: timeouts)
    }
}
