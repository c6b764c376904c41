import RouterWire

/// OpenAI's error body for a status that is simulated.
enum SimulatedError {
    /// The body of a status from 400 to 599.
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
}
