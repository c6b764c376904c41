import RouterWire

/// Reads `response_format` of a chat completion.
struct ResponseFormat {
    /// What the reply must be.
    let form: SandboxRequest.Form

    /// Reads the key of a request body.
    ///
    /// - Throws: ``SandboxError`` naming the key: a type that is not known, or `json_schema` without a schema's object.
    init(_ root: JSONValue) throws(SandboxError) {
        guard let format = try root.object("response_format", at: "response_format") else {
            form = .text
            return
        }
        switch try format.requiredText("type", at: "response_format.type") {
        case "text": form = .text
        case "json_object": form = .jsonObject
        case "json_schema":
            guard let holder = try format.object("json_schema", at: "response_format.json_schema") else {
                throw SandboxError(
                    .missingParameter, param: "response_format.json_schema",
                    "'response_format.json_schema' is missing; an object with 'name' and 'schema' is expected")
            }
            _ = try holder.requiredText("name", at: "response_format.json_schema.name")
            form = .json(schema: try holder.object("schema", at: "response_format.json_schema.schema"))
        default:
            throw SandboxError(
                .invalidRequest, param: "response_format.type",
                "'response_format.type' is not one of text, json_object, json_schema")
        }
    }
}
