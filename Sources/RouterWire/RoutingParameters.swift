package import RouterCore

/// What a client demands of the router, in a body of any kind: OpenRouter's Model Routing.
package struct RoutingParameters: Sendable {
    /// The `model` that the client asked for; the first of `models` where only these are given.
    package var model: String
    /// Further models to try, in order, without ``model`` and without repetitions.
    package var fallbackModels: [String]
    /// What is demanded of the choice: `plugins` and `provider`.
    package var constraints: RoutingConstraints
    /// The conversation that the request belongs to; `nil` = it has none that sticks.
    package var session: SessionKey?
    /// The model of the most recent assistant message where the client asks to keep it (`pin_model`).
    package var pinnedModel: String?

    /// Most fallbacks that are accepted.
    package static let maxFallbackModels = 64
}
