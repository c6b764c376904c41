import HTTPTypes
import RouterHTTP

extension HTTPField.Name {
    static let routedModel = own("X-AutoRouter-Model")
    static let decisionID = own("X-AutoRouter-Decision")
    static let attemptCount = own("X-AutoRouter-Attempts")
    static let explain = own("X-AutoRouter-Explain")
    /// OpenRouter's name for the id of a reply.
    static let generationID = own("X-Generation-Id")
    static let routingMetadata = own("X-OpenRouter-Metadata")
    static let sessionID = own("x-session-id")
    static let idempotencyKey = own("Idempotency-Key")
    /// How Anthropic's clients send their key.
    static let apiKey = own("x-api-key")
    static let anthropicVersion = own("anthropic-version")
    static let anthropicBeta = own("anthropic-beta")
    /// The id that Anthropic's clients show in their errors.
    static let anthropicRequestID = own("request-id")
}
