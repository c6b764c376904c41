import GRDB

/// Reads an outcome log, beside whoever writes it.
///
/// Every call is one snapshot: it sees all of a committed group or nothing of it.
package struct OutcomeLogReader: Sendable {
    let database: DatabasePool
    let path: String

    init(_ database: DatabasePool, path: String) {
        self.database = database
        self.path = path
    }

    /// Opens an existing log for reading only.
    ///
    /// - Parameters:
    ///   - path: the SQLite file.
    ///   - busyTimeout: how long to wait for a lock.
    /// - Returns: the reader; the file is closed when the last copy goes.
    /// - Throws: ``OutcomeLogError`` with `.cannotOpen`, `.notALog`, `.newerSchema` or `.olderSchema`.
    package static func open(
        _ path: String, busyTimeout: Duration = .seconds(5)
    ) async throws(OutcomeLogError) -> OutcomeLogReader {
        let database = try await offThreadPool { () throws(OutcomeLogError) in
            try LogFile.openForReading(path, busyTimeout: busyTimeout)
        }
        return OutcomeLogReader(database, path: path)
    }

    func read<Value: Sendable>(
        _ query: @Sendable (Database) throws -> Value
    ) async throws(OutcomeLogError) -> Value {
        do {
            return try await database.read(query)
        } catch {
            throw OutcomeLogError(error, path: path, as: .readFailed, "cannot read the outcome log")
        }
    }
}
