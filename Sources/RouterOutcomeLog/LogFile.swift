import Foundation
import GRDB

/// Opens the SQLite file: what it must be, and how its connections are set up.
enum LogFile {
    /// Opens the file for writing, makes it if it is missing, brings it to the current schema.
    ///
    /// It blocks.
    ///
    /// - Throws: ``OutcomeLogError`` with `.cannotOpen`, `.notALog` or `.newerSchema`; the file is then unchanged.
    static func openForWriting(_ path: String, busyTimeout: Duration) throws(OutcomeLogError) -> DatabasePool {
        try refuseFolder(path)
        let isNew = !FileManager.default.fileExists(atPath: path)
        var configuration = configuration(busyTimeout: busyTimeout)
        configuration.prepareDatabase { database in
            // Before GRDB switches to WAL, which would already change a file of somebody else.
            guard !database.configuration.readonly, try check(database, path) == .empty else { return }
            if isNew {
                // Features say something about prompts: only for the user. SQLite makes WAL and index the same.
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            }
            // Rows of decision_details take 2 to 5 kB. Measured with 600 hashed features and 10 (30) candidates: 4.4 (5.8) kB
            // a decision with SQLite's pages of 4 kB, 3.0 (8.5) with 8 kB, 2.6 (5.8) with 16 kB, which was the fastest too.
            try database.execute(sql: "PRAGMA page_size = 16384")
            // So that pruning can give pages back without rewriting the file; it cannot be switched on later.
            try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
        }
        configuration.prepareDatabase { database in
            guard !database.configuration.readonly else { return }
            // In pages: 128 MB. The checkpointer has done most of it by then.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
            // What a long reader made the log grow to is given back afterwards.
            _ = try Int.fetchOne(database, sql: "PRAGMA journal_size_limit = 134217728")
            try reachMedium(database)
        }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            do {
                try Schema.migrator.migrate(pool)
            } catch {
                // Another process may have been making the same file at the same moment: then it is complete now.
                guard try pool.read(Schema.state) == .version(Schema.version) else { throw error }
            }
            return pool
        } catch {
            throw OutcomeLogError(error, path: path, as: .cannotOpen, "cannot open the outcome log")
        }
    }

    /// A second connection to a file that is open for writing, for checkpoints only.
    ///
    /// It blocks.
    ///
    /// - Throws: ``OutcomeLogError`` with `.cannotOpen`.
    static func openForCheckpoints(_ path: String) throws(OutcomeLogError) -> DatabaseQueue {
        var configuration = configuration(busyTimeout: .zero)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            try reachMedium(database)
        }
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw OutcomeLogError(error, path: path, as: .cannotOpen, "cannot open the outcome log")
        }
    }

    /// Opens an existing log for reading only, beside whoever writes it.
    ///
    /// It blocks.
    ///
    /// - Throws: ``OutcomeLogError`` with `.cannotOpen`, `.notALog`, `.newerSchema` or `.olderSchema`.
    static func openForReading(_ path: String, busyTimeout: Duration) throws(OutcomeLogError) -> DatabasePool {
        try refuseMissing(path)
        var configuration = configuration(busyTimeout: busyTimeout)
        configuration.readonly = true
        configuration.prepareDatabase { try requireCurrent($0, path) }
        do {
            return try DatabasePool(path: path, configuration: configuration)
        } catch {
            throw OutcomeLogError(error, path: path, as: .cannotOpen, "cannot open the outcome log")
        }
    }

    /// Opens an existing log to delete rows of it, beside whoever writes it.
    ///
    /// It blocks.
    ///
    /// - Throws: ``OutcomeLogError`` with `.cannotOpen`, `.notALog`, `.newerSchema` or `.olderSchema`.
    static func openForPruning(_ path: String, busyTimeout: Duration) throws(OutcomeLogError) -> DatabaseQueue {
        try refuseMissing(path)
        var configuration = configuration(busyTimeout: busyTimeout)
        configuration.prepareDatabase { database in
            try requireCurrent(database, path)
            // What is deleted and comes back after a power cut is deleted again.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            try reachMedium(database)
        }
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw OutcomeLogError(error, path: path, as: .cannotOpen, "cannot open the outcome log")
        }
    }

    private static func configuration(busyTimeout: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.label = "OutcomeLog"
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 2
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.qos = .utility
        return configuration
    }

    /// Makes a sync reach the medium on macOS, where fsync alone does not; no effect elsewhere.
    private static func reachMedium(_ database: Database) throws {
        try database.execute(sql: "PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON")
    }

    private static func check(_ database: Database, _ path: String) throws -> Schema.State {
        let state = try Schema.state(of: database)
        switch state {
        case .foreign:
            throw OutcomeLogError(
                .notALog, path: path, "'\(path)' is an SQLite database of another program, not an outcome log")
        case .version(let version) where version > Schema.version:
            throw OutcomeLogError(
                .newerSchema, path: path,
                "the outcome log '\(path)' has schema version \(version), made by a newer version of the router; this "
                    + "one knows versions up to \(Schema.version)")
        case .empty, .version: return state
        }
    }

    private static func requireCurrent(_ database: Database, _ path: String) throws {
        guard case .version(let version) = try check(database, path) else {
            throw OutcomeLogError(.notALog, path: path, "'\(path)' is an empty SQLite database, not an outcome log")
        }
        guard version == Schema.version else {
            throw OutcomeLogError(
                .olderSchema, path: path,
                "the outcome log '\(path)' has schema version \(version); it becomes version \(Schema.version) when "
                    + "the router next opens it for writing")
        }
    }

    private static func refuseMissing(_ path: String) throws(OutcomeLogError) {
        try refuseFolder(path)
        guard FileManager.default.fileExists(atPath: path) else {
            throw OutcomeLogError(
                .cannotOpen, path: path, "there is no outcome log at '\(path)'; the first logged decision makes it")
        }
    }

    private static func refuseFolder(_ path: String) throws(OutcomeLogError) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
            return
        }
        throw OutcomeLogError(
            .cannotOpen, path: path, "the outcome log '\(path)' is a directory; the path of a file is expected")
    }
}
