/// What a provider does with prompts; `nil` = not known, which counts as the worse case where a client asks.
public struct PrivacyTerms: Sendable, Hashable {
    /// Whether prompts may be used for training.
    public var trainsOnPrompts: Bool?
    /// Whether prompts are kept after the reply.
    public var retainsPrompts: Bool?

    /// Nothing is known.
    public static let unknown = PrivacyTerms()
    /// Prompts stay on machines of the user.
    public static let local = PrivacyTerms(trainsOnPrompts: false, retainsPrompts: false)

    /// Keeps the terms.
    public init(trainsOnPrompts: Bool? = nil, retainsPrompts: Bool? = nil) {
        self.trainsOnPrompts = trainsOnPrompts
        self.retainsPrompts = retainsPrompts
    }
}
