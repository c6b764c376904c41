import GRDB

extension OutcomeLogReader {
    /// Opens an existing log for reading; one of an older schema is brought to the current one first.
    ///
    /// - Parameters:
    ///   - path: the SQLite file.
    ///   - busyTimeout: how long to wait for a lock.
    /// - Returns: the reader.
    /// - Throws: ``OutcomeLogError`` with `.cannotOpen`, also where an older file cannot be written, `.notALog` or
    ///   `.newerSchema`.
    package static func openMigrated(
        _ path: String, busyTimeout: Duration = .seconds(5)
    ) async throws(OutcomeLogError) -> OutcomeLogReader {
        do {
            return try await open(path, busyTimeout: busyTimeout)
        } catch {
            guard error.code == .olderSchema else { throw error }
        }
        try await offThreadPool { () throws(OutcomeLogError) in
            let database = try LogFile.openForWriting(path, busyTimeout: busyTimeout)
            // Cannot fail but for a reader that is still at work; the file is complete with its WAL either way.
            try? database.close()
        }
        return try await open(path, busyTimeout: busyTimeout)
    }
}
