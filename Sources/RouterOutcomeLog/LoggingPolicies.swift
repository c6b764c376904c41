import GRDB
import RouterCore

/// Rows of `logging_policies` that were read, kept for the decisions that share them.
struct LoggingPolicies: Sendable {
    /// One row of the table.
    struct Entry: Sendable {
        let policy: String
        let bundle: String
        let schemaVersion: Int
        let pool: [CandidateID]
        private let positions: [String: Int]

        init(policy: String, bundle: String, schemaVersion: Int, pool: [CandidateID]) {
            self.policy = policy
            self.bundle = bundle
            self.schemaVersion = schemaVersion
            self.pool = pool
            positions = Dictionary(zip(pool.map(\.rawValue), pool.indices)) { first, _ in first }
        }

        /// The position of a candidate in the pool; `nil` = it is outside.
        func position(of candidate: String) -> Int? { positions[candidate] }
    }

    private var entries: [Int64: Entry] = [:]

    /// The row of a key; `nil` if there is none or its pool is not a list of names.
    mutating func entry(_ key: Int64, in database: Database) throws -> Entry? {
        if let entry = entries[key] { return entry }
        let row = try Row.fetchOne(
            database,
            sql: "SELECT policy, bundle, feature_schema_version, pool FROM logging_policies WHERE policy_key = ?",
            arguments: [key])
        guard let row, let pool = [CandidateID](pool: row[3]) else { return nil }
        let entry = Entry(policy: row[0], bundle: row[1], schemaVersion: row[2], pool: pool)
        entries[key] = entry
        return entry
    }
}
