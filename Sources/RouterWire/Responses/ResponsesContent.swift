/// Reads the content of messages and tool results.
enum ResponsesContent {
    /// The content as parts of a chat message.
    ///
    /// - Parameters:
    ///   - value: text or a list of parts.
    ///   - path: where it stands, for errors.
    /// - Returns: the parts in order.
    /// - Throws: ``WireError`` naming the part.
    static func parts(of value: JSONValue?, _ path: String) throws(WireError) -> [ChatMessageDraft.Part] {
        guard let value, !value.isNull else {
            throw WireError(.missingKey, key: path, "'\(path)' is missing; text or a list of parts is expected")
        }
        if value.kind == .string { return [.text(value.rawBytes)] }
        guard value.kind == .array else {
            throw value.wrongType(at: path, "text or a list of parts")
        }
        var parts: [ChatMessageDraft.Part] = []
        for (index, element) in value.elements.enumerated() {
            parts.append(try part(of: element, "\(path)[\(index)]"))
        }
        return parts
    }

    private static func part(of value: JSONValue, _ path: String) throws(WireError) -> ChatMessageDraft.Part {
        let accepted = "input_text, output_text, input_image, input_file, input_audio or refusal"
        guard value.kind == .object, let type = value["type"] else {
            throw WireError(.wrongType, key: path, "'\(path)' is no object with a 'type' of \(accepted)")
        }
        switch type.string {
        case "input_text", "output_text", "text": return try text(of: value, "text", path)
        case "refusal": return try text(of: value, "refusal", path)
        case "input_image": return try image(of: value, path)
        case "input_file": return file(of: value)
        case "input_audio", "image_url", "file": return .object(Array(value.rawBytes))
        default:
            throw .invalidValue(at: path + ".type", expected: accepted)
        }
    }

    private static func text(
        of value: JSONValue, _ key: StaticString, _ path: String
    ) throws(WireError) -> ChatMessageDraft.Part {
        guard let text = try value.member(key, .string, in: path + ".") else {
            throw WireError(.missingKey, key: "\(path).\(key)", "'\(path).\(key)' is missing; text is expected")
        }
        return .text(text.rawBytes)
    }

    private static func image(of value: JSONValue, _ path: String) throws(WireError) -> ChatMessageDraft.Part {
        guard let address = try value.member("image_url", .string, in: path + ".") else {
            throw WireError(
                .missingKey, key: "\(path).image_url",
                "'\(path).image_url' is missing; an address or a data URL is expected, as no files are stored here")
        }
        var json = JSONWriter(reservingBytes: address.byteRange.count + 64)
        json.object { json in
            json.key("type", string: "image_url")
            json.key("image_url")
            json.object { json in
                json.key("url")
                json.raw(address.rawBytes)
                guard let detail = value["detail"], !detail.isNull else { return }
                json.key("detail")
                json.raw(detail.rawBytes)
            }
        }
        return .object(json.bytes)
    }

    private static func file(of value: JSONValue) -> ChatMessageDraft.Part {
        var json = JSONWriter(reservingBytes: value.byteRange.count + 64)
        json.object { json in
            json.key("type", string: "file")
            json.key("file")
            json.object { json in
                // Servers that fetch documents by address take it in the place of the data.
                let names: [(from: StaticString, to: String)] = [
                    ("filename", "filename"), ("file_data", "file_data"), ("file_url", "file_data"),
                    ("file_id", "file_id"),
                ]
                for name in names {
                    guard let member = value[name.from], !member.isNull else { continue }
                    json.key(name.to)
                    json.raw(member.rawBytes)
                }
            }
        }
        return .object(json.bytes)
    }
}
