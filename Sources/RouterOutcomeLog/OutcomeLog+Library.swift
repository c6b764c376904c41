import GRDB

extension OutcomeLog {
    /// Version of the linked SQLite library.
    package static var libraryVersion: String {
        // An in-memory database cannot fail to open unless the library itself is broken.
        let version = try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }
        return version ?? "unknown"
    }
}
