package import Foundation
import GRDB
import RouterCore

extension OutcomeLogReader {
    /// Counts, shares, costs and times of the whole log or its newest part.
    ///
    /// - Parameter since: only decisions made at this time or later, with their attempts; `nil` = all.
    /// - Returns: the figures of one snapshot.
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    /// - Complexity: O(n log n) in the number of attempts, in SQLite.
    package func statistics(since: Date? = nil) async throws(OutcomeLogError) -> LogStatistics {
        try await read { [path] database in
            let start = since?.millisecondsSince1970 ?? .min
            let totals = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) AS decisions, count(degraded_by) AS degraded, min(made_at_ms) AS first,
                      max(made_at_ms) AS last,
                      (SELECT count(*) FROM outcomes JOIN decisions USING (decision_key) WHERE made_at_ms >= ?1)
                        AS outcomes,
                      (SELECT value FROM log_state WHERE name = 'dropped_entries') AS dropped
                    FROM decisions WHERE made_at_ms >= ?1
                    """,
                arguments: [start])
            let decisionCount: Int = totals?["decisions"] ?? 0
            let choices = try Self.choices(since: start, in: database)
            let attempts = try Self.attempts(since: start, in: database)
            let failures = try Self.failures(since: start, in: database)
            let durations = try Self.quantiles(of: "duration_s", since: start, in: database)
            let firstTokens = try Self.quantiles(of: "time_to_first_token_s", since: start, in: database)

            let candidates = Set(choices.keys).union(attempts.keys).map { name in
                CandidateStatistics(
                    candidate: CandidateID(name), choice: choices[name], decisionCount: decisionCount,
                    attempts: attempts[name], failures: failures[name] ?? [:], durations: durations[name],
                    firstTokens: firstTokens[name])
            }
            var span: ClosedRange<Date>?
            if let first: Int64 = totals?["first"], let last: Int64 = totals?["last"] {
                span = Date(millisecondsSince1970: first)...Date(millisecondsSince1970: last)
            }
            return LogStatistics(
                span: span, decisionCount: decisionCount, degradedCount: totals?["degraded"] ?? 0,
                outcomeCount: totals?["outcomes"] ?? 0,
                candidates: candidates.sorted {
                    ($1.chosenCount, $0.candidate) < ($0.chosenCount, $1.candidate)
                },
                droppedEntryCount: totals?["dropped"] ?? 0, fileBytes: Self.fileBytes(path))
        }
    }

    private static func choices(since start: Int64, in database: Database) throws -> [String: Row] {
        try rows(
            """
            SELECT choice AS candidate, count(*) AS chosen, avg(propensity) AS propensity
            FROM decisions WHERE made_at_ms >= ? GROUP BY choice
            """, since: start, in: database)
    }

    private static func attempts(since start: Int64, in database: Database) throws -> [String: Row] {
        try rows(
            """
            SELECT candidate, count(*) AS attempts, count(*) - count(failure) AS answered,
              sum(a.prompt_tokens) AS prompt_tokens, sum(a.completion_tokens) AS completion_tokens,
              sum(cost_usd) AS cost_usd,
              sum(failure IS NULL AND (a.prompt_tokens IS NULL OR a.completion_tokens IS NULL)) AS unknown_usage,
              sum(failure IS NULL AND cost_usd IS NULL) AS unknown_cost
            FROM attempts a JOIN decisions USING (decision_key) WHERE made_at_ms >= ? GROUP BY candidate
            """, since: start, in: database)
    }

    private static func failures(since start: Int64, in database: Database) throws -> [String: [String: Int]] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT candidate, failure, count(*) AS count FROM attempts JOIN decisions USING (decision_key)
                WHERE made_at_ms >= ? AND failure IS NOT NULL GROUP BY candidate, failure
                """,
            arguments: [start])
        return rows.reduce(into: [:]) { $0[$1["candidate"], default: [:]][$1["failure"]] = $1["count"] }
    }

    /// Nearest-rank quantiles of a column over the attempts that answered, one row a candidate.
    private static func quantiles(
        of column: String, since start: Int64, in database: Database
    ) throws -> [String: Quantiles] {
        let rows = try rows(
            """
            WITH ranked AS (
              SELECT candidate, \(column) AS value, row_number() OVER sorted AS rank,
                count(*) OVER (PARTITION BY candidate) AS total
              FROM attempts JOIN decisions USING (decision_key)
              WHERE made_at_ms >= ? AND failure IS NULL AND \(column) IS NOT NULL
              WINDOW sorted AS (PARTITION BY candidate ORDER BY \(column)))
            SELECT candidate, max(value) FILTER (WHERE rank = (total * 50 + 99) / 100) AS p50,
              max(value) FILTER (WHERE rank = (total * 95 + 99) / 100) AS p95
            FROM ranked GROUP BY candidate
            """, since: start, in: database)
        return rows.mapValues { Quantiles(p50: $0["p50"], p95: $0["p95"]) }
    }

    private static func rows(
        _ sql: String, since start: Int64, in database: Database
    ) throws -> [String: Row] {
        try Row.fetchAll(database, sql: sql, arguments: [start]).reduce(into: [:]) { $0[$1["candidate"]] = $1 }
    }

    private static func fileBytes(_ path: String) -> Int {
        [path, path + "-wal"].reduce(0) { sum, file in
            let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
            return sum + (size ?? 0)
        }
    }
}

extension CandidateStatistics {
    fileprivate init(
        candidate: CandidateID, choice: Row?, decisionCount: Int, attempts: Row?, failures: [String: Int],
        durations: Quantiles?, firstTokens: Quantiles?
    ) {
        self.candidate = candidate
        chosenCount = choice?["chosen"] ?? 0
        chosenShare = decisionCount > 0 ? Double(chosenCount) / Double(decisionCount) : 0
        meanPropensity = choice?["propensity"]
        attemptCount = attempts?["attempts"] ?? 0
        answeredCount = attempts?["answered"] ?? 0
        self.failures = failures
        promptTokens = attempts?["prompt_tokens"] ?? 0
        completionTokens = attempts?["completion_tokens"] ?? 0
        unknownUsageCount = attempts?["unknown_usage"] ?? 0
        costUSD = attempts?["cost_usd"]
        unknownCostCount = attempts?["unknown_cost"] ?? 0
        durationSeconds = durations
        timeToFirstTokenSeconds = firstTokens
    }
}
