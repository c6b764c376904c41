import HTTPTypes

/// The fields by which a browser learns what a page of an allowed origin may send and read (CORS).
enum CrossOriginFields {
    /// Fields that clients send, lower case.
    private static let accepted: Set<String> = [
        "accept", "anthropic-beta", "anthropic-dangerous-direct-browser-access", "anthropic-version", "authorization",
        "content-type", "http-referer", "idempotency-key", "openai-beta", "openai-organization", "openai-project",
        "user-agent", "x-api-key", "x-autorouter-explain", "x-client-request-id", "x-openrouter-categories",
        "x-openrouter-metadata", "x-openrouter-title", "x-request-id", "x-session-id", "x-title",
    ]
    /// The beginning of fields by which OpenAI's and Anthropic's clients describe themselves.
    private static let acceptedPrefix = "x-stainless-"
    /// Fields of replies that clients read.
    private static let exposed = [
        "Retry-After", "X-AutoRouter-Attempts", "X-AutoRouter-Decision", "X-AutoRouter-Model", "X-Generation-Id",
        "Request-Id",
        "X-Request-Id",
    ]
    private static let privateNetworkAnswer = "Access-Control-Allow-Private-Network"
    /// Seconds for which a browser may keep the answer to its question.
    private static let maxAge = 600

    /// What every reply to a page of an origin carries.
    static func reply(to origin: String) -> HTTPFields {
        [
            .accessControlAllowOrigin: origin, .vary: "Origin",
            .accessControlExposeHeaders: exposed.joined(separator: ", "),
        ]
    }

    /// The answer to a browser's question before it sends a page's request.
    ///
    /// - Parameters:
    ///   - reply: what every reply carries.
    ///   - wanted: the names of the fields that the page wants to send, divided by commas.
    ///   - isFromPublicWeb: whether Chrome asks if a page of the public web may call an address of a private network.
    /// - Returns: of the fields that the page wants to send, those that clients of this server send.
    static func preflight(_ reply: HTTPFields, wanted: String?, isFromPublicWeb: Bool) -> HTTPFields {
        var fields = reply
        fields[.accessControlExposeHeaders] = nil
        fields[.vary] = "Origin, Access-Control-Request-Headers"
        fields[.accessControlAllowMethods] = "GET, POST, OPTIONS"
        let wanted = (wanted ?? "").split(separator: ",")
            .map { $0.lowercased().filter { $0 != " " && $0 != "\t" } }
        let granted = wanted.filter { accepted.contains($0) || $0.hasPrefix(acceptedPrefix) }
        if !granted.isEmpty { fields[.accessControlAllowHeaders] = granted.joined(separator: ", ") }
        if isFromPublicWeb, let name = HTTPField.Name(privateNetworkAnswer) { fields[name] = "true" }
        fields[.accessControlMaxAge] = String(maxAge)
        return fields
    }
}
