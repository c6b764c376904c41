/// A table or a prompt file that cannot be read.
package struct TableError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong; a struct, so that adding a code breaks no `switch`.
    package struct Code: Sendable, Hashable {
        private enum Storage: String { case unreadable, unwritable, corrupt, badLine, badHeader }
        private let storage: Storage
        /// The file cannot be opened or read.
        package static let unreadable = Code(storage: .unreadable)
        /// The file cannot be made or written.
        package static let unwritable = Code(storage: .unwritable)
        /// The compressed file is damaged or cut off.
        package static let corrupt = Code(storage: .corrupt)
        /// A line does not follow the format.
        package static let badLine = Code(storage: .badLine)
        /// The header line of a CSV file does not follow the format.
        package static let badHeader = Code(storage: .badHeader)
        /// A fixed word.
        package var label: String { storage.rawValue }
    }

    /// What went wrong.
    package let code: Code
    /// The file.
    package let path: String
    /// The line, from 1; `nil` = the file as a whole.
    package let line: Int?
    /// What is wrong and what is accepted, without the text of a prompt.
    package let reason: String

    /// Makes an error of a code and its place.
    package init(_ code: Code, path: String, line: Int? = nil, _ reason: String) {
        self.code = code
        self.path = path
        self.line = line
        self.reason = reason
    }

    /// `file:line: reason`.
    package var description: String { line.map { "\(path):\($0): \(reason)" } ?? "\(path): \(reason)" }
}
