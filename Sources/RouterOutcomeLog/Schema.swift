import GRDB

/// The schema of the log: which version this program writes, how older files get there, which files it refuses.
enum Schema {
    /// The version that this program reads and writes; the number of migrations.
    static let version = 3
    /// Marks the file as ours in SQLite's header, `ARLg` in ASCII; `file(1)` shows it.
    static let applicationID = 0x4152_4C67

    /// Named migrations, each run once and in order.
    ///
    /// What was released is never changed: a change of the schema is a new migration at the end.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: decisions, attempts, outcomes") { database in
            try database.execute(sql: version1)
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: "PRAGMA user_version = 1")
        }
        // The default checks the foreign keys of every row of the file, and none is changed here.
        migrator.registerMigration("2: gateway", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: version2)
            try database.execute(sql: "PRAGMA user_version = 2")
        }
        migrator.registerMigration("3: learning", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: version3)
            try database.execute(sql: "PRAGMA user_version = 3")
        }
        return migrator
    }

    /// What an opened file turned out to be.
    enum State: Equatable {
        case empty
        case foreign
        case version(Int)
    }

    /// Looks at a file without changing it.
    static func state(of database: Database) throws -> State {
        // Tables of GRDB's own may be there already when the first migration was interrupted.
        let tableCount = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM sqlite_master WHERE name NOT GLOB 'grdb_*' AND name NOT GLOB 'sqlite_*'")
        let applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id")
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if applicationID == Self.applicationID { return .version(version) }
        return tableCount == 0 && applicationID == 0 ? .empty : .foreign
    }
}
