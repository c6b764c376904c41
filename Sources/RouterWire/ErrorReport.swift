/// An error as a client gets it, in the words of any family of clients.
package struct ErrorReport: Sendable {
    /// Whose error body is written.
    package enum Shape: Sendable, Hashable {
        /// `{"error": {"message", "type", "param", "code": text}}`.
        case openAI
        /// `{"error": {"code": HTTP status, "message", "metadata"}}`.
        case openRouter
        /// `{"type": "error", "error": {"type", "message"}}`.
        case anthropic
    }

    /// What was left out, and why nothing remains.
    package struct Availability: Sendable {
        /// OpenRouter's word, for example `constraint_filtered`.
        package var code: String
        /// Whether the same request may succeed later.
        package var isRetryable: Bool
        /// What the client asked for, in order.
        package var requestedModels: [String]
        /// Each candidate with the codes that exclude it.
        package var candidates: [(model: String, excludedBy: [String])]

        /// Keeps the values.
        package init(
            code: String, isRetryable: Bool, requestedModels: [String],
            candidates: [(model: String, excludedBy: [String])]
        ) {
            self.code = code
            self.isRetryable = isRetryable
            self.requestedModels = requestedModels
            self.candidates = candidates
        }
    }

    /// What an upstream answered, where the error is the upstream's.
    package struct UpstreamAnswer: Sendable {
        /// Who answered.
        package var provider: String
        /// The body as it came; may be anything.
        package var body: [UInt8]

        /// Keeps the values.
        package init(provider: String, body: [UInt8]) {
            self.provider = provider
            self.body = body
        }
    }

    /// HTTP status, 400…599.
    package var status: Int
    /// A sentence for people; never a prompt, a reply or a key.
    package var message: String
    /// OpenAI's class of errors, for example `invalid_request_error`.
    package var type: String
    /// The key of the request that is at fault; `nil` = none.
    package var param: String?
    /// A fixed word for programs, for example `model_not_found`; `nil` = none.
    package var code: String?
    /// Who was left out; `nil` = that is not why.
    package var availability: Availability?
    /// The upstream's own answer; `nil` = the error is the router's.
    package var upstream: UpstreamAnswer?

    /// Keeps the values.
    package init(
        status: Int, message: String, type: String, param: String? = nil, code: String? = nil,
        availability: Availability? = nil, upstream: UpstreamAnswer? = nil
    ) {
        self.status = status
        self.message = message
        self.type = type
        self.param = param
        self.code = code
        self.availability = availability
        self.upstream = upstream
    }
}
