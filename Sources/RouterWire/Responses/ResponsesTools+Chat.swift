extension ResponsesTools.Offered {
    /// Writes the tool as a function of a chat completion.
    func write(into json: inout JSONWriter) {
        json.object { json in
            json.key("type", string: "function")
            json.key("function")
            json.object { json in
                json.key("name", string: chatName)
                if isCustom { writeCustom(into: &json) } else { writeFunction(into: &json) }
            }
        }
    }

    private func writeFunction(into json: inout JSONWriter) {
        for key in ["description", "parameters", "strict"] as [StaticString] {
            guard let value = definition[key], !value.isNull else { continue }
            json.key(key.description)
            json.raw(value.rawBytes)
        }
    }

    private func writeCustom(into json: inout JSONWriter) {
        var text = definition["description"]?.string ?? ""
        if !text.isEmpty { text += "\n\n" }
        text += "Call it with one argument, `input`, which holds the whole input as plain text."
        if let format = definition["format"], let grammar = format["definition"]?.string {
            text += "\nThe text must follow this \(format["syntax"]?.string ?? "lark") grammar:\n\(grammar)"
        }
        json.key("description", string: text)
        json.key("parameters")
        json.object { json in
            json.key("type", string: "object")
            json.key("properties")
            json.object { json in
                json.key("input")
                json.object { $0.key("type", string: "string") }
            }
            json.key("required", strings: ["input"])
            json.key("additionalProperties", bool: false)
        }
    }

    /// The free text that a model gave as arguments of a custom tool, as a JSON string without its quotes.
    ///
    /// Models that ignore the schema give the text itself, or as another argument.
    ///
    /// - Parameter arguments: a JSON string without its quotes, as it came.
    /// - Returns: the arguments themselves where they hold no text.
    static func input(of arguments: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        guard let text = try? JSONDocument([quote] + arguments + [quote]).root.string,
            let root = try? JSONDocument(text: text).root
        else { return arguments }
        let members = root.members
        let value = root["input"] ?? (members.count == 1 ? members[0].value : root)
        return value.kind == .string ? Array(value.rawBytes.dropFirst().dropLast()) : arguments
    }
}
