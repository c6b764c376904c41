/// A body that cannot be read as what it should be: the client's mistake when it is a request, the upstream's when a
/// reply.
///
/// It names keys and positions, never the text of a prompt or a reply.
package struct WireError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong; a struct, so that adding a code breaks no `switch`.
    package struct Code: Sendable, Hashable {
        private enum Storage: String {
            case invalidJSON = "invalid_json"
            case missingKey = "missing_key"
            case wrongType = "wrong_type"
            case invalidValue = "invalid_value"
            case unsupportedThread = "thread_unsupported_request"
        }
        private let storage: Storage
        /// Not JSON (RFC 8259), or nested too deeply.
        package static let invalidJSON = Code(storage: .invalidJSON)
        /// A required key is absent.
        package static let missingKey = Code(storage: .missingKey)
        /// A key holds a value of another type.
        package static let wrongType = Code(storage: .wrongType)
        /// A key holds a value of the right type that is not accepted.
        package static let invalidValue = Code(storage: .invalidValue)
        /// A conversation that the server is to keep: Anthropic's clients send it whole when they read this label.
        package static let unsupportedThread = Code(storage: .unsupportedThread)
        /// A fixed word, safe as a metric label.
        package var label: String { storage.rawValue }
    }

    /// What went wrong.
    package let code: Code
    /// The path of the offending key, for example `messages[0].content`; `nil` = the whole body.
    package let key: String?
    /// What is wrong and what is accepted.
    package let description: String

    /// Makes an error of a code, a key and a full sentence.
    package init(_ code: Code, key: String? = nil, _ description: String) {
        self.code = code
        self.key = key
        self.description = description
    }
}
