/// What makes several requests one conversation.
public struct SessionKey: Sendable, Hashable {
    /// The client's name for it, or a hash of how the conversation begins.
    public let value: String
    /// Whether the client has named it; a guessed session sticks only where staying is seen to pay.
    public let isExplicit: Bool

    /// Keeps the key.
    public init(value: String, isExplicit: Bool) {
        self.value = value
        self.isExplicit = isExplicit
    }
}
