/// A kind of request that an upstream takes, and a client sends.
public enum UpstreamAPI: String, Sendable, Hashable, CaseIterable {
    /// OpenAI's chat completions.
    case chatCompletions = "chat_completions"
    /// OpenAI's older completions of a text.
    case completions
    /// OpenAI's embeddings.
    case embeddings
    /// OpenAI's responses.
    case responses
    /// Anthropic's messages.
    case messages

    /// The path that is appended to a provider's base address.
    public var path: String {
        switch self {
        case .chatCompletions: "/chat/completions"
        case .completions: "/completions"
        case .embeddings: "/embeddings"
        case .responses: "/responses"
        case .messages: "/messages"
        }
    }
}
