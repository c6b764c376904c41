import RouterCore
import RouterWire

/// Error bodies for a status that is simulated.
enum SimulatedError {
    /// OpenAI's body of a status from 400 to 599.
    static func body(status: Int) -> OpenAIErrorBody {
        let (type, code) = words(status)
        return OpenAIErrorBody(message: "[simulated error \(status) of the sandbox]", type: type, code: code)
    }

    /// `type` and `code` as OpenAI uses them.
    private static func words(_ status: Int) -> (type: String, code: String) {
        switch status {
        case 401: ("invalid_request_error", "invalid_api_key")
        case 402: ("insufficient_quota", "insufficient_quota")
        case 403: ("permission_error", "permission_denied")
        case 404: ("invalid_request_error", "model_not_found")
        case 429: ("rate_limit_error", "rate_limit_exceeded")
        case 503, 529: ("server_error", "overloaded")
        case 500...: ("server_error", "server_error")
        default: ("invalid_request_error", "invalid_request")
        }
    }

    /// `type` as Anthropic uses it.
    fileprivate static func messagesType(_ status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 503, 529: "overloaded_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }
}

extension OpenAIErrorBody {
    /// The body as JSON text, in the words of a kind of request.
    func bytes(status: Int, for api: UpstreamAPI) -> [UInt8] {
        guard api == .messages else { return bytes }
        var json = JSONWriter()
        json.object { json in
            json.key("type", string: "error")
            json.key("error")
            json.object { json in
                json.key("type", string: SimulatedError.messagesType(status))
                json.key("message", string: message)
            }
        }
        return json.bytes
    }
}
