import Foundation
import GRDB
package import RouterCore

extension OutcomeLogReader {
    /// The newest decisions that fit the query, the newest first.
    ///
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    package func decisions(_ query: DecisionQuery = .init()) async throws(OutcomeLogError) -> [DecisionSummary] {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        if let candidate = query.candidate?.rawValue {
            conditions.append("(choice = ? OR answered_by = ?)")
            arguments += [candidate, candidate]
        }
        if let since = query.since {
            conditions.append("made_at_ms >= ?")
            arguments += [since.millisecondsSince1970]
        }
        switch query.ending {
        case .any: break
        case .withFailure: conditions.append("failed_attempts > 0")
        case .unanswered: conditions.append("attempts > 0 AND answered_by IS NULL")
        }
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        arguments += [query.limit]
        return try await read { [arguments] database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM decisions_with_answer \(filter)
                    ORDER BY made_at_ms DESC, decision_key DESC LIMIT ?
                    """,
                arguments: arguments
            ).map(DecisionSummary.init)
        }
    }

    /// The decision of an id, or of the only id that begins with this text.
    ///
    /// - Throws: ``OutcomeLogError`` with `.decisionNotFound`, `.ambiguousDecision`, `.unreadableRow` or `.readFailed`.
    package func decision(_ idOrPrefix: String) async throws(OutcomeLogError) -> LoggedDecision {
        try await read { [path] database in
            // Ids sort by their UTF-8 bytes; U+10FFFF is beyond every character of an id.
            let matches = try Row.fetchAll(
                database,
                sql: "SELECT decision_key, id FROM decisions WHERE id >= ? AND id < ? ORDER BY id LIMIT 2",
                arguments: [idOrPrefix, idOrPrefix + "\u{10FFFF}"])
            guard let first = matches.first, !idOrPrefix.isEmpty else {
                throw OutcomeLogError(
                    .decisionNotFound, path: path, "no decision in '\(path)' has an id that begins so: '\(idOrPrefix)'")
            }
            // The text itself sorts before all longer ids that begin with it.
            guard matches.count == 1 || first["id"] == idOrPrefix else {
                throw OutcomeLogError(
                    .ambiguousDecision, path: path,
                    "several decisions in '\(path)' have an id that begins with '\(idOrPrefix)'; give more of it")
            }
            return try Self.decision(first["decision_key"], id: first["id"], in: database, path)
        }
    }

    /// The decision of exactly this id; `nil` = there is none.
    ///
    /// - Throws: ``OutcomeLogError`` with `.unreadableRow` or `.readFailed`.
    package func decision(exactly id: String) async throws(OutcomeLogError) -> LoggedDecision? {
        try await read { [path] database in
            let statement = try database.cachedStatement(sql: "SELECT decision_key FROM decisions WHERE id = ?")
            guard let key = try Int64.fetchOne(statement, arguments: [id]) else { return nil }
            return try Self.decision(key, id: id, in: database, path)
        }
    }

    /// Those of these ids that the log holds.
    ///
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    package func known(_ ids: [String]) async throws(OutcomeLogError) -> Set<String> {
        try await read { database in
            let statement = try database.cachedStatement(sql: "SELECT 1 FROM decisions WHERE id = ?")
            return Set(try ids.filter { try Int.fetchOne(statement, arguments: [$0]) != nil })
        }
    }

    /// All candidates of all pools that decisions were made over, by name.
    ///
    /// - Throws: ``OutcomeLogError`` with `.readFailed`.
    package func candidateNames() async throws(OutcomeLogError) -> [CandidateID] {
        try await read { database in
            try String.fetchAll(
                database,
                sql: "SELECT DISTINCT c.value FROM logging_policies p, json_each(p.pool) c ORDER BY 1"
            ).map { CandidateID($0) }
        }
    }

    private static func decision(
        _ key: Int64, id: String, in database: Database, _ path: String
    ) throws -> LoggedDecision {
        var fetcher = try LoggedDecisionFetcher(database)
        guard let decision = try fetcher.fetch(key) else {
            throw OutcomeLogError(
                .unreadableRow, path: path,
                "decision '\(id)' in '\(path)' cannot be read: its row was changed or is damaged")
        }
        return decision
    }

    /// Decisions in the order in which they were appended, with everything that is known of them.
    ///
    /// - Parameters:
    ///   - position: where the last page ended, 0 to begin.
    ///   - limit: the size of a page.
    /// - Returns: the page, and the position to go on from; the page is empty at the end.
    /// - Throws: ``OutcomeLogError`` with `.unreadableRow` or `.readFailed`.
    package func page(
        after position: Int64 = 0, limit: Int = 1000
    ) async throws(OutcomeLogError) -> (decisions: [LoggedDecision], position: Int64) {
        try await read { [path] database in
            let keys = try Int64.fetchAll(
                database,
                sql: "SELECT decision_key FROM decisions WHERE decision_key > ? ORDER BY decision_key LIMIT ?",
                arguments: [position, limit])
            var fetcher = try LoggedDecisionFetcher(database)
            let decisions = try keys.map { key in
                guard let decision = try fetcher.fetch(key) else {
                    throw OutcomeLogError(
                        .unreadableRow, path: path,
                        "the decision of key \(key) in '\(path)' cannot be read: the row was changed or is damaged")
                }
                return decision
            }
            return (decisions, keys.last ?? position)
        }
    }
}

extension DecisionSummary {
    fileprivate init(_ row: Row) {
        id = row["id"]
        madeAt = Date(millisecondsSince1970: row["made_at_ms"])
        api = row["api"]
        session = row["session"]
        clientKey = row["client_key"]
        requestedModel = row["requested_model"]
        isStreamed = row["is_streamed"]
        choice = CandidateID(row["choice"])
        propensity = row["propensity"]
        degradedBy = row["degraded_by"]
        answeredBy = (row["answered_by"] as String?).map { CandidateID($0) }
        attemptCount = row["attempts"]
        failedAttemptCount = row["failed_attempts"]
        lastFailure = row["last_failure"]
        promptTokens = row["prompt_tokens"]
        completionTokens = row["completion_tokens"]
        costUSD = row["cost_usd"]
        timeToFirstTokenSeconds = row["time_to_first_token_s"]
        durationSeconds = row["duration_s"]
    }
}
