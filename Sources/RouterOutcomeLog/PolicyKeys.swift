import GRDB
import RouterCore

/// Keys of `logging_policies`, made as new ones come up.
struct PolicyKeys: Sendable {
    /// One row of the table.
    struct Entry: Sendable {
        let key: Int64
        private let positions: [CandidateID: Int]
        private let policy: String
        private let bundle: String
        private let schemaVersion: Int
        private let pool: [CandidateID]

        init(key: Int64, _ decision: RoutingDecision) {
            self.key = key
            policy = decision.policy
            bundle = decision.bundle
            schemaVersion = decision.features.schemaVersion
            pool = decision.candidates.map(\.candidate)
            positions = Dictionary(zip(pool, pool.indices)) { first, _ in first }
        }

        /// The position of a candidate in the pool.
        func position(of candidate: CandidateID) -> Int? { positions[candidate] }

        /// Whether the decision was made under this policy.
        func covers(_ decision: RoutingDecision) -> Bool {
            guard decision.policy == policy, decision.bundle == bundle,
                decision.features.schemaVersion == schemaVersion, decision.candidates.count == pool.count
            else { return false }
            return decision.candidates.withUnsafeBufferPointer { verdicts in
                pool.indices.allSatisfy { verdicts[$0].candidate == pool[$0] }
            }
        }
    }

    /// The entries used last, the latest first; a server has one, or a few while bundles change.
    private var recent: [Entry] = []

    /// The row for a decision.
    mutating func entry(for decision: RoutingDecision, in database: Database) throws -> Entry {
        if let position = recent.firstIndex(where: { $0.covers(decision) }) {
            let entry = recent[position]
            if position > 0 { recent.insert(recent.remove(at: position), at: 0) }
            return entry
        }
        let entry = Entry(key: try key(for: decision, in: database), decision)
        recent.insert(entry, at: 0)
        if recent.count > 8 { recent.removeLast() }
        return entry
    }

    private func key(for decision: RoutingDecision, in database: Database) throws -> Int64 {
        var pool = ByteBuffer(capacity: 1024)
        pool.appendList(count: decision.candidates.count) {
            $1.appendQuoted(decision.candidates[$0].candidate.rawValue)
        }
        let arguments: StatementArguments = [
            decision.policy, decision.bundle, decision.features.schemaVersion, pool.text,
        ]
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO logging_policies (policy, bundle, feature_schema_version, pool) VALUES (?, ?, ?, ?)
                """,
            arguments: arguments)
        let key = try Int64.fetchOne(
            database,
            sql: """
                SELECT policy_key FROM logging_policies
                WHERE policy = ? AND bundle = ? AND feature_schema_version = ? AND pool = ?
                """,
            arguments: arguments)
        guard let key else { throw DatabaseError(resultCode: .SQLITE_CONSTRAINT, message: "no key for the policy") }
        return key
    }
}
