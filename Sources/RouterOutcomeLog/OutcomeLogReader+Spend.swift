package import Foundation
import GRDB
package import RouterCore

extension OutcomeLogReader {
    /// What was spent since a time, by day and then by client key.
    ///
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    /// - Complexity: O(n) in the number n of days and keys; a time within a day costs a look at the decisions of that day.
    package func dailySpend(since: Date) async throws(OutcomeLogError) -> [DailySpend] {
        let start = since.millisecondsSince1970
        let startDay = start.daysSince1970
        let isWholeDay = start.isMultiple(of: .millisecondsPerDay)
        return try await read { database in
            let first =
                isWholeDay
                ? []
                : try Row.fetchAll(
                    database, sql: Self.partOfDay,
                    arguments: [
                        "since": start, "day": startDay,
                    ])
            let others = try Row.fetchAll(
                database, sql: Self.wholeDays, arguments: [isWholeDay ? startDay : startDay + 1])
            return (first + others).map { row in
                let clientKey: String = row["client_key"]
                return DailySpend(
                    clientKey: clientKey.isEmpty ? nil : clientKey, day: row["day"], costUSD: row["cost_usd"])
            }
        }
    }

    static let wholeDays = "SELECT day, client_key, cost_usd FROM daily_spend WHERE day >= ? ORDER BY day, client_key"

    /// Calls begin within a day of their decision: so the index of decisions by time finds them.
    static let partOfDay = """
        SELECT :day AS day, ifnull(d.client_key, '') AS client_key, sum(a.cost_usd) AS cost_usd
        FROM decisions d CROSS JOIN attempts a ON a.decision_key = d.decision_key
        WHERE d.made_at_ms >= :since - 86400000 AND d.made_at_ms < (:day + 1) * 86400000
          AND a.started_at_ms >= :since AND a.started_at_ms < (:day + 1) * 86400000
          AND a.cost_usd > 0 AND a.cost_usd < 9e999
        GROUP BY 2 ORDER BY 2
        """
}
