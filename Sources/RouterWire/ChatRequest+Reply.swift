package import RouterCore

extension ChatRequest: ClientRequest {
    /// Reads a whole chat completion and prints it for the client.
    ///
    /// - Throws: ``WireError`` if it has neither choices nor an error.
    package func reading(
        of document: JSONDocument, from api: UpstreamAPI, _ context: ReplyContext
    ) throws(WireError) -> ReplyReading {
        try ChatReply.reading(of: document, shape: .chat, context)
    }

    /// Prints a stream of chat completions for the client.
    package func transcriber(from api: UpstreamAPI, _ context: ReplyContext) -> any StreamTranscriber {
        ChatTranscriber(context, wantsUsage: wantsUsage)
    }
}
