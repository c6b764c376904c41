/// The kinds of replies that OpenAI's servers send, as far as their printing differs.
enum ReplyShape: Sendable {
    case chat, chatChunk, completion, embeddings

    /// What their `object` says.
    var object: StaticString {
        switch self {
        case .chat: "chat.completion"
        case .chatChunk: "chat.completion.chunk"
        case .completion: "text_completion"
        case .embeddings: "list"
        }
    }

    /// Whether they hold choices.
    var hasChoices: Bool { self != .embeddings }
}
