package import RouterCore

extension EmbeddingRequest: ClientRequest {
    /// Reads embeddings and prints them for the client.
    ///
    /// - Returns: the reply, whose finish reason is `stop`: embeddings that are there are complete.
    /// - Throws: ``WireError`` if there is neither `data` nor an error.
    package func reading(
        of document: JSONDocument, from api: UpstreamAPI, _ context: ReplyContext
    ) throws(WireError) -> ReplyReading {
        try ChatReply.reading(of: document, shape: .embeddings, context)
    }

    /// Embeddings are never streamed: an upstream that sends a stream nevertheless is read as one of completions, which
    /// finds no content in it.
    package func transcriber(from api: UpstreamAPI, _ context: ReplyContext) -> any StreamTranscriber {
        ChatTranscriber(context, shape: .completion, wantsUsage: false)
    }
}
