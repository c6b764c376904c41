/// A configuration that cannot be used; the program refuses to start.
package struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong; a struct, so that adding a code breaks no `switch`.
    package struct Code: Sendable, Hashable {
        private enum Storage: String { case unreadable, notYAML, unknownKey, badValue, missingKey }
        private let storage: Storage
        /// The file cannot be read.
        package static let unreadable = Code(storage: .unreadable)
        /// The file is not YAML.
        package static let notYAML = Code(storage: .notYAML)
        /// A key that does not exist.
        package static let unknownKey = Code(storage: .unknownKey)
        /// A value that is not accepted.
        package static let badValue = Code(storage: .badValue)
        /// A key that has to be there.
        package static let missingKey = Code(storage: .missingKey)
        /// A fixed word.
        package var label: String { storage.rawValue }
    }

    /// What went wrong.
    package let code: Code
    /// Where the value comes from: a file's name, a flag or an environment variable.
    package let origin: String
    /// The line in the file, from 1; `nil` = no line.
    package let line: Int?
    /// What is wrong, with the key, and what is accepted.
    package let reason: String

    /// Makes an error of a code and its place.
    package init(_ code: Code, origin: String, line: Int? = nil, _ reason: String) {
        self.code = code
        self.origin = origin
        self.line = line
        self.reason = reason
    }

    /// `file:line: reason`.
    package var description: String { line.map { "\(origin):\($0): \(reason)" } ?? "\(origin): \(reason)" }
}
