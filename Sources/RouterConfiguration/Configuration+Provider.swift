package import RouterCore

extension Configuration {
    /// Where requests for some candidates go.
    package struct Provider: Sendable {
        /// The header that carries the key of a request to `/messages`; any other request carries it in `Authorization`.
        package enum KeyHeader: String, Sendable, CaseIterable {
            /// `Authorization: Bearer <key>`.
            case authorization
            /// `x-api-key: <key>`, as Anthropic has it.
            case apiKey = "x-api-key"
        }

        /// Its key in the configuration.
        package let name: String
        /// Address that OpenAI's paths are appended to, without a slash at the end.
        package let baseURL: String
        /// The key; `nil` = none is needed or none was found.
        package let key: Secret?
        /// Where the key comes from, for people: `environment variable OPENAI_API_KEY`; `nil` = none is needed.
        package let keyOrigin: String?
        /// Whether prompts stay on machines of the user.
        package let isLocal: Bool
        /// What it does with prompts.
        package let privacy: PrivacyTerms
        /// The requests that it takes; `nil` = not known.
        package let apis: Set<UpstreamAPI>?
        /// The header that carries the key on `/messages`.
        package let keyHeader: KeyHeader
        /// Limits in time for calls of it, the general ones where it has none of its own.
        package let timeouts: UpstreamTimeouts

        /// Keeps the values; prompts that stay on machines of the user are neither kept nor trained on.
        package init(
            name: String, baseURL: String, key: Secret?, keyOrigin: String?, isLocal: Bool,
            privacy: PrivacyTerms = .unknown, apis: Set<UpstreamAPI>? = nil, keyHeader: KeyHeader = .authorization,
            timeouts: UpstreamTimeouts = UpstreamTimeouts()
        ) {
            self.name = name
            self.baseURL = baseURL
            self.key = key
            self.keyOrigin = keyOrigin
            self.isLocal = isLocal
            self.privacy = isLocal ? .local : privacy
            self.apis = apis
            self.keyHeader = keyHeader
            self.timeouts = timeouts
        }
    }
}
