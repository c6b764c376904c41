import HTTPTypes
import RouterHTTP

extension HTTPField.Name {
    /// Says on every answer that it is simulated.
    static let sandboxMark = own("X-AutoRouter-Sandbox")
    /// Holds behaviour tokens of a request.
    static let sandboxTokens = own("x-sandbox")
}
