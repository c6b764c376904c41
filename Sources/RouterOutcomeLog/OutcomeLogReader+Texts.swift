import Foundation
import GRDB
import RouterCore

extension OutcomeLogReader {
    /// Keys of decisions whose prompt and reply the log keeps as text, in the order in which they are to be looked at.
    ///
    /// A key stays that of its decision while the log is not pruned.
    ///
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    package func exchangeKeys(_ query: StoredTextQuery) async throws(OutcomeLogError) -> [Int64] {
        try await keys(query, having: "EXISTS (SELECT 1 FROM replies r WHERE r.decision_key = d.decision_key)")
    }

    /// Keys of decisions whose prompt the log keeps as text, in the order in which they are to be looked at.
    ///
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    package func promptKeys(_ query: StoredTextQuery) async throws(OutcomeLogError) -> [Int64] {
        try await keys(query, having: "TRUE")
    }

    /// The texts of a decision; `nil` = it is gone.
    ///
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    package func exchange(_ key: Int64) async throws(OutcomeLogError) -> StoredExchange? {
        try await read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT d.id, v.prompt, r.candidate, r.text
                    FROM decisions d JOIN decision_details v USING (decision_key) JOIN replies r USING (decision_key)
                    WHERE d.decision_key = ? AND v.prompt IS NOT NULL ORDER BY r.candidate LIMIT 1
                    """, arguments: [key]
            ).map { row in
                StoredExchange(
                    decisionID: row["id"], candidate: CandidateID(row["candidate"]), prompt: row["prompt"],
                    reply: row["text"])
            }
        }
    }

    /// The text of a decision's prompt; `nil` = it is gone.
    ///
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    package func prompt(_ key: Int64) async throws(OutcomeLogError) -> String? {
        try await read { database in
            try String.fetchOne(
                database, sql: "SELECT prompt FROM decision_details WHERE decision_key = ?", arguments: [key])
        }
    }

    private func keys(
        _ query: StoredTextQuery, having condition: String
    ) async throws(OutcomeLogError) -> [Int64] {
        // A hash stands where a text would.
        var conditions = ["v.prompt IS NOT NULL", "v.prompt NOT GLOB 'sha256:*'", condition]
        var arguments: StatementArguments = []
        if let since = query.since {
            conditions.append("d.made_at_ms >= ?")
            arguments += [since.millisecondsSince1970]
        }
        for policy in query.excludedPolicies {
            conditions.append("p.policy <> ?")
            arguments += [policy]
        }
        if let key = query.lackingOutcome {
            conditions.append(
                "NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.decision_key = d.decision_key AND o.idempotency_key = ?)")
            arguments += [key]
        }
        let found = try await read { [conditions, arguments] database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT d.decision_key FROM decisions d JOIN decision_details v USING (decision_key)
                    JOIN logging_policies p USING (policy_key) WHERE \(conditions.joined(separator: " AND "))
                    ORDER BY d.made_at_ms DESC, d.decision_key DESC
                    """, arguments: arguments)
        }
        let count = min(query.limit ?? .max, found.count)
        guard let seed = query.seed else { return Array(found.prefix(count)) }
        var random = SplitMix64(seed: seed)
        return random.permutation(of: found.count).prefix(count).map { found[$0] }
    }
}
