/// What goes back to a client.
package struct HTTPReply: Sendable {
    /// The body of a reply.
    package enum Body: Sendable {
        /// All of it.
        case whole([UInt8])
        /// Events that are written as they come, with comments in between where none come for long; the reply ends when the
        /// work returns and is cut off when it throws.
        case stream(@Sendable (HTTPExchange) async throws -> Void)
    }

    /// The status.
    package var status: Int
    /// Field lines, without those that tell of length and connection.
    package var fields: ReplyFields
    /// The body.
    package var body: Body

    /// Keeps the parts.
    package init(status: Int, fields: ReplyFields = ReplyFields(), body: Body) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A body that is JSON text.
    package static func json(_ bytes: [UInt8], status: Int = 200) -> HTTPReply {
        HTTPReply(status: status, fields: .json, body: .whole(bytes))
    }
}
