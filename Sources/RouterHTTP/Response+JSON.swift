package import HTTPTypes
package import Hummingbird
import NIOCore

extension Response {
    /// A body that is JSON text.
    package static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension HTTPField.Name {
    /// A field name of our own.
    ///
    /// - Precondition: it follows the grammar of field names.
    package static func own(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("'\(name)' is no HTTP field name") }
        return name
    }

    /// The id that OpenAI's clients show in their errors.
    package static let requestID = own("x-request-id")
}
