/// OpenAI's error body: `{"error": {"message", "type", "param", "code"}}`.
package struct OpenAIErrorBody: Sendable, Hashable {
    /// A sentence for people; never a prompt, a reply or a key.
    package let message: String
    /// The class of errors, for example `invalid_request_error`.
    package let type: String
    /// The key of the request that is at fault; `nil` = none.
    package let param: String?
    /// A fixed word for programs, for example `model_not_found`; `nil` = none.
    package let code: String?

    /// Keeps the parts.
    package init(message: String, type: String, param: String? = nil, code: String? = nil) {
        self.message = message
        self.type = type
        self.param = param
        self.code = code
    }

    /// The body as JSON text.
    package var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("error")
            json.object { json in
                json.key("message", string: message)
                json.key("type", string: type)
                json.key("param", string: param)
                json.key("code", string: code)
            }
        }
        return json.bytes
    }
}
