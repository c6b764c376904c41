import HTTPTypes
import Hummingbird
import NIOCore

extension HTTPField.Name {
    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("'\(name)' is no HTTP field name") }
        return name
    }
    /// Says on every answer that it is simulated.
    static let sandboxMark = known("X-AutoRouter-Sandbox")
    /// Holds behaviour tokens of a request.
    static let sandboxTokens = known("x-sandbox")
    /// The id that OpenAI's clients show in their errors.
    static let requestID = known("x-request-id")
}

extension Response {
    /// A body that is JSON text.
    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
