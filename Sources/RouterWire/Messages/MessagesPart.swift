/// A piece of a message's content on its way into a chat completion.
enum MessagesPart {
    /// A text, as it stands between quotes.
    case text(ArraySlice<UInt8>)
    /// A picture or a document: a content part as JSON text.
    case attachment([UInt8])

    /// Appends what a block of content becomes; nothing for thinking and for what only its provider can read.
    static func append(_ block: JSONValue, to parts: inout [MessagesPart]) {
        guard let type = block["type"] else { return }
        if type.isString("text"), let text = block["text"] {
            parts.append(.text(text.escapedText))
        } else if type.isString("image"), let source = block["source"] {
            if let part = picture(source) { parts.append(.attachment(part)) }
        } else if type.isString("document"), let source = block["source"] {
            appendDocument(block, source, to: &parts)
        } else if type.isString("search_result") {
            for key in ["title", "source"] as [StaticString] {
                if let line = block[key]?.escapedText, !line.isEmpty { parts.append(.text(line)) }
            }
            for inner in block["content"]?.elements ?? [] { append(inner, to: &parts) }
        } else if type.isString("tool_reference"), let name = block["tool_name"] {
            parts.append(.text(name.escapedText))
        } else if let name = type.string, name.hasSuffix("_tool_result"), let content = block["content"] {
            appendServerResult(content, to: &parts)
        }
    }

    /// Writes content: one text where all pieces are text, as every server takes it, otherwise a list of parts.
    static func write(_ parts: [MessagesPart], to json: inout JSONWriter) {
        var text = QuotedText()
        for case .text(let escaped) in parts { text.append(escaped, after: #"\n"#) }
        let isText = parts.allSatisfy { if case .text = $0 { true } else { false } }
        guard !isText else { return json.raw(text.quoted) }
        json.array { json in
            for part in parts {
                switch part {
                case .attachment(let part): json.raw(part)
                case .text(let escaped):
                    json.object { json in
                        json.key("type", string: "text")
                        json.key("text")
                        json.raw([UInt8(ascii: "\"")] + escaped + [UInt8(ascii: "\"")])
                    }
                }
            }
        }
    }

    /// The address of a source: its own, or its data as a `data:` address; `nil` = it has none.
    private static func address(_ source: JSONValue) -> [UInt8]? {
        if let url = source["url"], url.kind == .string { return Array(url.rawBytes) }
        guard let type = source["media_type"], let data = source["data"] else { return nil }
        var address = QuotedText()
        address.append(Array("data:".utf8)[...])
        address.append(type.escapedText)
        address.append(data.escapedText, after: ";base64,")
        return address.quoted
    }

    private static func picture(_ source: JSONValue) -> [UInt8]? {
        guard let address = address(source) else { return nil }
        var json = JSONWriter(reservingBytes: address.count + 64)
        json.object { json in
            json.key("type", string: "image_url")
            json.key("image_url")
            json.object { json in
                json.key("url")
                json.raw(address)
            }
        }
        return json.bytes
    }

    private static func appendDocument(_ block: JSONValue, _ source: JSONValue, to parts: inout [MessagesPart]) {
        let title = block["title"]?.escapedText ?? []
        if source["type"]?.isString("text") == true || source["type"]?.isString("content") == true {
            if !title.isEmpty { parts.append(.text(title)) }
            if let text = source["data"] ?? source["content"], text.kind == .string {
                parts.append(.text(text.escapedText))
            }
            for inner in source["content"]?.elements ?? [] { append(inner, to: &parts) }
            return
        }
        guard let address = address(source) else { return }
        var json = JSONWriter(reservingBytes: address.count + 96)
        json.object { json in
            json.key("type", string: "file")
            json.key("file")
            json.object { json in
                json.key("filename")
                if title.isEmpty { json.string("document.pdf") } else { json.raw(block["title"]?.rawBytes ?? []) }
                json.key("file_data")
                json.raw(address)
            }
        }
        parts.append(.attachment(json.bytes))
    }

    /// What a tool of the provider had found: titles and addresses of a search, otherwise the result as JSON.
    private static func appendServerResult(_ content: JSONValue, to parts: inout [MessagesPart]) {
        guard content.kind == .array else {
            var text: [UInt8] = []
            JSONEscapes.append(content.rawBytes, quotedTo: &text)
            return parts.append(.text(text.dropFirst().dropLast()))
        }
        for found in content.elements {
            for key in ["title", "url"] as [StaticString] {
                if let line = found[key]?.escapedText, !line.isEmpty { parts.append(.text(line)) }
            }
        }
    }
}
