package import Foundation
import GRDB
import RouterCore

extension OutcomeLogReader {
    /// The time that a share of the decisions was made before.
    ///
    /// - Parameters:
    ///   - share: from 0 to 1.
    ///   - since: only decisions made at this time or later; `nil` = all.
    /// - Returns: the time of the first decision of the rest; `nil` = there are no decisions.
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    package func decisionTime(atShare share: Double, since: Date? = nil) async throws(OutcomeLogError) -> Date? {
        precondition((0...1).contains(share), "a share of \(share)")
        let start = since?.millisecondsSince1970 ?? .min
        return try await read { database in
            let count =
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM decisions WHERE made_at_ms >= ?", arguments: [start]) ?? 0
            guard count > 0 else { return nil }
            return try Int64.fetchOne(
                database,
                sql: "SELECT made_at_ms FROM decisions WHERE made_at_ms >= ? ORDER BY made_at_ms LIMIT 1 OFFSET ?",
                arguments: [start, min(count - 1, Int(share * Double(count)))]
            ).map { Date(millisecondsSince1970: $0) }
        }
    }

    /// How many decisions have got something said of them, and where to count on from.
    ///
    /// - Parameters:
    ///   - key: only what was written after it, as the last call returned it; 0 = all.
    ///   - countsObservations: whether what the router itself saw counts as something said.
    /// - Returns: the number of decisions, and the key of the last thing that was said of any.
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    package func judgedDecisionCount(
        afterKey key: Int64, countsObservations: Bool = true
    ) async throws(OutcomeLogError) -> (count: Int, lastKey: Int64) {
        let kinds = countsObservations ? [] : SignalKind.troubles.map(\.rawValue)
        let marks = kinds.map { _ in "?" }.joined(separator: ",")
        return try await read { database in
            let row = try Row.fetchOne(
                database,
                sql: "SELECT count(DISTINCT decision_key), max(outcome_key) FROM outcomes WHERE outcome_key > ?"
                    + " AND kind NOT IN (\(marks))",
                arguments: [key] + StatementArguments(kinds))
            return (row?[0] ?? 0, row?[1] ?? key)
        }
    }
}
