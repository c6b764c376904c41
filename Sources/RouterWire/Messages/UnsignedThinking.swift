/// Thinking blocks without a signature, as replies hold that were translated from chat completions.
///
/// A conversation can go on with another model, and Anthropic refuses thinking that it has not signed.
enum UnsignedThinking {
    /// A Messages body without such blocks, and without turns that hold nothing else; all other bytes stay.
    static func removed(from document: JSONDocument) -> JSONDocument {
        var output: [UInt8] = []
        output.reserveCapacity(document.bytes.count)
        var copied = 0
        if let messages = document.root["messages"] {
            remove(from: messages, document, &copied, &output) { message in
                guard let content = message["content"], content.kind == .array else { return .keep }
                let blocks = content.elements
                let unsigned = blocks.count(where: isUnsigned)
                if unsigned == 0 { return .keep }
                return unsigned == blocks.count ? .drop : .edit(content)
            }
        }
        output += document.bytes[copied...]
        // Whole elements of lists were taken out, so that the text is still JSON.
        return (try? JSONDocument(output)) ?? document
    }

    private enum Verdict { case keep, drop, edit(JSONValue) }

    private static func isUnsigned(_ block: JSONValue) -> Bool {
        block["type"]?.isString("thinking") == true && (block["signature"]?.escapedText ?? []).isEmpty
    }

    /// Copies a list up to its last kept element, leaving out what `verdict` drops.
    private static func remove(
        from list: JSONValue, _ document: JSONDocument, _ copied: inout Int, _ output: inout [UInt8],
        _ verdict: (JSONValue) -> Verdict
    ) {
        output += document.bytes[copied...list.byteRange.lowerBound]
        var keptAny = false
        for element in list.elements {
            let range = element.byteRange
            switch verdict(element) {
            case .drop: break
            case .keep:
                if keptAny { output.append(UInt8(ascii: ",")) }
                keptAny = true
                output += document.bytes[range]
            case .edit(let inner):
                if keptAny { output.append(UInt8(ascii: ",")) }
                keptAny = true
                var at = range.lowerBound
                remove(from: inner, document, &at, &output) { isUnsigned($0) ? .drop : .keep }
                output += document.bytes[at..<range.upperBound]
            }
        }
        copied = list.byteRange.upperBound - 1
    }
}
