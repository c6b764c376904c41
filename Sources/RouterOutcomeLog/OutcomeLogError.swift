/// A failure of the outcome log.
///
/// It never carries a prompt, a reply or the values of a statement, so it may be logged as it is.
package struct OutcomeLogError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong; a struct, so that adding a code breaks no `switch`.
    package struct Code: Sendable, Hashable {
        private enum Storage: String {
            case cannotOpen, notALog, newerSchema, olderSchema, writeFailed, readFailed, entriesLost, closed
            case decisionNotFound, ambiguousDecision, unreadableRow
        }
        private let storage: Storage
        /// The file cannot be opened or created: no such folder, no permission, a directory, locked.
        package static let cannotOpen = Code(storage: .cannotOpen)
        /// The file is no SQLite database, or that of another program.
        package static let notALog = Code(storage: .notALog)
        /// A newer version of the router made the file.
        package static let newerSchema = Code(storage: .newerSchema)
        /// An older version of the router made the file, and it was opened for reading only.
        package static let olderSchema = Code(storage: .olderSchema)
        /// Entries could not be written; they are kept in memory and tried again.
        package static let writeFailed = Code(storage: .writeFailed)
        /// A query failed.
        package static let readFailed = Code(storage: .readFailed)
        /// The log was closed with entries that could not be written.
        package static let entriesLost = Code(storage: .entriesLost)
        /// The log was closed before.
        package static let closed = Code(storage: .closed)
        /// No decision has this id.
        package static let decisionNotFound = Code(storage: .decisionNotFound)
        /// Several ids begin with this text.
        package static let ambiguousDecision = Code(storage: .ambiguousDecision)
        /// A row holds something that this version cannot have written.
        package static let unreadableRow = Code(storage: .unreadableRow)
        /// A fixed word, safe as a metric label.
        package var label: String { storage.rawValue }
    }

    /// What went wrong.
    package let code: Code
    /// The file of the log.
    package let path: String
    /// SQLite's extended result code; `nil` = SQLite was not the cause.
    package let sqliteCode: Int32?
    /// What went wrong, where, and what is accepted.
    package let description: String

    init(_ code: Code, path: String, sqliteCode: Int32? = nil, _ description: String) {
        self.code = code
        self.path = path
        self.sqliteCode = sqliteCode
        self.description = description
    }
}
