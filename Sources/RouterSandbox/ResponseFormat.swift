import RouterWire

/// Reads `response_format` of a chat completion, and `text.format` of a response.
struct ResponseFormat {
    /// What the reply must be.
    let form: SandboxRequest.Form

    private static let accepted = "text, json_object, json_schema"

    /// Reads a chat completion's, whose schema is one level down.
    ///
    /// - Throws: ``SandboxError`` naming the key: a type that is not known, or `json_schema` without a schema's object.
    init(_ value: JSONValue?, at path: String) throws(SandboxError) {
        guard let format = try Self.object(value, path) else {
            form = .text
            return
        }
        guard try format.requiredText("type", at: path + ".type") == "json_schema" else {
            form = try Self.simple(format, path)
            return
        }
        guard let holder = try format.object("json_schema", at: path + ".json_schema") else {
            throw SandboxError(
                .missingParameter, param: path + ".json_schema",
                "'\(path).json_schema' is missing; an object with 'name' and 'schema' is expected")
        }
        _ = try holder.requiredText("name", at: path + ".json_schema.name")
        form = .json(schema: try holder.object("schema", at: path + ".json_schema.schema"))
    }

    /// Reads a response's, whose schema stands beside the type.
    ///
    /// - Throws: as for a chat completion.
    init(flat value: JSONValue?, at path: String) throws(SandboxError) {
        guard let format = try Self.object(value, path) else {
            form = .text
            return
        }
        guard try format.requiredText("type", at: path + ".type") == "json_schema" else {
            form = try Self.simple(format, path)
            return
        }
        _ = try format.requiredText("name", at: path + ".name")
        form = .json(schema: try format.object("schema", at: path + ".schema"))
    }

    private static func simple(_ format: JSONValue, _ path: String) throws(SandboxError) -> SandboxRequest.Form {
        switch format["type"]?.string {
        case "text": return .text
        case "json_object": return .jsonObject
        default:
            throw SandboxError(.invalidRequest, param: path + ".type", "'\(path).type' is not one of \(accepted)")
        }
    }

    private static func object(_ value: JSONValue?, _ path: String) throws(SandboxError) -> JSONValue? {
        guard let value, !value.isNull else { return nil }
        guard value.kind == .object else {
            throw SandboxError(.invalidRequest, param: path, "'\(path)' is a JSON \(value.kind); an object is expected")
        }
        return value
    }
}
