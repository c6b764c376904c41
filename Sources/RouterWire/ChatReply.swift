package import RouterCore

/// What the router reads of an upstream's reply, and the reply as a client gets it.
package enum ChatReply {
    /// Token counts of a reply or of a stream's last chunk; all unknown where there are none.
    package static func usage(of root: JSONValue) -> TokenUsage { UsageJSON.tokens(of: root["usage"]) }

    /// The first choice's `finish_reason`, or `nil`.
    package static func finishReason(of root: JSONValue) -> String? {
        root["choices"]?.elements.first?["finish_reason"]?.string
    }

    /// Reads a whole reply and prints it for the client: the router's names, what strict clients miss, and in
    /// OpenRouter's dialect the cost; all other bytes stay.
    ///
    /// - Throws: ``WireError`` if it is no object, or holds neither what it should nor an error.
    static func reading(
        of document: JSONDocument, shape: ReplyShape, _ context: ReplyContext
    ) throws(WireError) -> ReplyReading {
        let root = document.root
        guard root.kind == .object else {
            throw WireError(.wrongType, "the reply is a JSON \(root.kind); an object is expected")
        }
        let outline = document.withTree { ReplyOutline(of: $0, shape: shape) }
        if outline.endsInError || (outline.error != nil && outline.choiceCount == 0) {
            return .failure(UpstreamErrorNote(outline.error.map { JSONValue(document: document, index: $0) }))
        }
        let content: StaticString = shape.hasChoices ? "choices" : "data"
        guard let list = root[content], list.kind == .array, !shape.hasChoices || outline.choiceCount > 0 else {
            throw WireError(.missingKey, key: content.description, "the reply has no '\(content)'")
        }
        var tokens = usage(of: root)
        var finish = finishReason(of: root)
        if shape == .embeddings {
            // Embeddings are no tokens of a reply, and are complete when they are there.
            tokens.completionTokens = 0
            finish = "stop"
        }
        var edit = ReplySplicer.UsageEdit.keep
        if context.dialect == .openRouter, let usage = root["usage"], usage.kind == .object {
            edit = .replace(
                UsageJSON.openRouter(
                    usage, tokens: tokens, price: context.candidate.price, finishReason: finish,
                    hasCompletion: shape.hasChoices))
        }
        var body: [UInt8] = []
        body.reserveCapacity(document.bytes.count + 512)
        document.withTree { tree in
            var pen = JSONPen(tree.text)
            ReplySplicer(context, shape: shape).splice(
                tree, usage: edit, created: Array(String(context.created).utf8), extras: context.extras, &pen,
                into: &body)
        }
        return .reply(body: body, usage: tokens, finishReason: finish.map { FinishReason.known($0) ?? $0 })
    }
}
