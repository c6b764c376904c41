/// The class of an error by its HTTP status, in the words of each family of clients.
struct ErrorClass {
    let status: Int

    /// One of the words of OpenRouter's `metadata.error_type`.
    var openRouter: String {
        switch status {
        case 401: "authentication"
        case 402: "payment_required"
        case 403: "permission_denied"
        case 404: "not_found"
        case 408, 504, 524: "timeout"
        case 412: "precondition_failed"
        case 413: "payload_too_large"
        case 422: "unprocessable"
        case 429: "rate_limit_exceeded"
        case 502, 503: "provider_unavailable"
        case 529: "provider_overloaded"
        case 500...: "server"
        default: "invalid_request"
        }
    }

    /// One of Anthropic's error types.
    var anthropic: String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 408, 504, 524: "timeout_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 503, 529: "overloaded_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }
}
