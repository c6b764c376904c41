import RouterWire

/// A request or a setting that the sandbox refuses.
///
/// It names the bad value, where it came from and what is accepted; never the text of a prompt.
package struct SandboxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong; a struct, so that adding a code breaks no `switch`.
    package struct Code: Sendable, Hashable {
        private enum Storage: String {
            case invalidToken, invalidSetting, invalidRequest, missingParameter, bodyTooLarge
        }
        private let storage: Storage
        /// A behaviour token that is unknown or whose number is out of range.
        package static let invalidToken = Code(storage: .invalidToken)
        /// A property of a sandbox model or of the server that is out of range.
        package static let invalidSetting = Code(storage: .invalidSetting)
        /// A request body that OpenAI's API would refuse.
        package static let invalidRequest = Code(storage: .invalidRequest)
        /// A request body without a key that it must have.
        package static let missingParameter = Code(storage: .missingParameter)
        /// A request body above the limit.
        package static let bodyTooLarge = Code(storage: .bodyTooLarge)
        /// A fixed word, safe as a metric label.
        package var label: String { storage.rawValue }
    }

    /// What went wrong.
    package let code: Code
    /// The key of the request that is at fault; `nil` = none.
    package let param: String?
    /// The bad value, where it came from and what is accepted.
    package let description: String

    /// Makes an error of a code, a key and a full sentence.
    package init(_ code: Code, param: String? = nil, _ description: String) {
        self.code = code
        self.param = param
        self.description = description
    }
}

extension SandboxError {
    /// The HTTP status that answers the request.
    var status: Int { code == .bodyTooLarge ? 413 : 400 }

    /// OpenAI's error body.
    var body: OpenAIErrorBody {
        let word: String? =
            switch code {
            case .invalidToken: "invalid_sandbox_token"
            case .missingParameter: "missing_required_parameter"
            case .bodyTooLarge: "request_too_large"
            default: "invalid_value"
            }
        return OpenAIErrorBody(message: description, type: "invalid_request_error", param: param, code: word)
    }
}

extension WireError {
    /// OpenAI's error body for a request that could not be read.
    var body: OpenAIErrorBody {
        let word: String? =
            switch code {
            case .missingKey: "missing_required_parameter"
            case .wrongType: "invalid_type"
            case .invalidValue: "invalid_value"
            default: nil
            }
        return OpenAIErrorBody(message: description, type: "invalid_request_error", param: key, code: word)
    }
}
