import Foundation
import GRDB
import RouterCore

/// Turns entries into rows.
///
/// A value: a failed transaction throws away what it learned.
struct EntryInserter: Sendable {
    private var policies = PolicyKeys()
    private var recordedDropCount = 0

    /// What became of a batch.
    struct Report: Sendable {
        /// Entries that the database refused for themselves.
        var refusedCount = 0
        /// Bytes of texts and blobs, roughly.
        var byteCount = 0
    }

    /// Inserts entries in their order.
    ///
    /// An entry that the database refuses for itself costs no other entry: a second decision of the same id, a second
    /// attempt of the same index, an attempt or outcome of an unknown decision, a value that is no number.
    ///
    /// - Returns: how many entries were refused, and how much was written.
    /// - Throws: the error that concerns all of them.
    mutating func insert(_ entries: [LogEntry], into database: Database) throws -> Report {
        let statements = try Statements(database)
        var report = Report()
        for entry in entries {
            do {
                let isKept =
                    switch entry {
                    case .decision(let decision, let context):
                        try insert(decision, context, into: database, with: statements, &report)
                    case .attempt(let attempt): try Self.insert(attempt, into: database, with: statements)
                    case .outcome(let outcome): try Self.insert(outcome, into: database, with: statements)
                    }
                if !isKept { report.refusedCount += 1 }
                report.byteCount += 192
            } catch let error as DatabaseError where error.concernsOneRow {
                report.refusedCount += 1
            }
        }
        return report
    }

    /// Adds to the file's count of lost entries what was lost since it was last recorded.
    mutating func recordDrops(_ droppedCount: Int, in database: Database) throws {
        guard droppedCount > recordedDropCount else { return }
        try database.execute(
            sql: """
                INSERT INTO log_state (name, value) VALUES ('dropped_entries', ?)
                ON CONFLICT (name) DO UPDATE SET value = value + excluded.value
                """,
            arguments: [droppedCount - recordedDropCount])
        recordedDropCount = droppedCount
    }

    /// Writes a value of `log_state`.
    func setState(_ name: String, to value: Int64, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO log_state (name, value) VALUES (?, ?)", arguments: [name, value])
    }

    private mutating func insert(
        _ decision: RoutingDecision, _ context: DecisionContext, into database: Database, with statements: Statements,
        _ report: inout Report
    ) throws -> Bool {
        let policy = try policies.entry(for: decision, in: database)
        let features = decision.features
        try statements.decision.execute(arguments: [
            decision.id, policy.key, context.madeAt.millisecondsSince1970, context.requestedModel, context.isStreamed,
            decision.choice.rawValue, decision.propensity.value, decision.tradeoff.value,
            Int64(bitPattern: decision.seed), features.promptTokens, features.extent.totalBytes,
            features.extent.readBytes, decision.degradedBy,
        ])
        guard database.changesCount > 0 else { return false }
        let key = database.lastInsertedRowID
        var fallbackOrder = JSONText()
        fallbackOrder.list(decision.fallbackOrder) { candidate, json in
            if let position = policy.positions[candidate] {
                json.raw(String(position))
            } else {
                json.string(candidate.rawValue)
            }
        }
        let verdicts = VerdictColumns.encode(decision.candidates)
        let blobs = [
            FloatBlock.encode(features.surface), FloatBlock.encode(features.dense),
            SparseVectorCodec.encode(features.hashed),
        ].map { Data($0) }
        report.byteCount += blobs.reduce(verdicts.utf8.count + (context.prompt?.utf8.count ?? 0)) { $0 + $1.count }
        do {
            try statements.details.execute(arguments: [
                key, verdicts, fallbackOrder.text, blobs[0], blobs[1], blobs[2], context.prompt.map(Self.storable),
            ])
        } catch let error as DatabaseError where error.concernsOneRow {
            // No half-written decision: for example a prompt beyond SQLite's largest text.
            try database.execute(sql: "DELETE FROM decisions WHERE decision_key = ?", arguments: [key])
            throw error
        }
        return true
    }

    private static func insert(
        _ attempt: Attempt, into database: Database, with statements: Statements
    ) throws -> Bool {
        let usage = attempt.usage
        try statements.attempt.execute(arguments: [
            attempt.index, attempt.candidate.rawValue, attempt.startedAt.millisecondsSince1970, attempt.httpStatus,
            attempt.failure, attempt.timeToFirstTokenSeconds, attempt.durationSeconds, usage.promptTokens,
            usage.completionTokens, usage.cacheReadTokens, usage.cacheWriteTokens, usage.reasoningTokens,
            attempt.costUSD, attempt.finishReason, attempt.decisionID,
        ])
        return database.changesCount > 0
    }

    private static func insert(
        _ outcome: Outcome, into database: Database, with statements: Statements
    ) throws -> Bool {
        try statements.outcome.execute(arguments: [
            outcome.kind, outcome.value, outcome.source, outcome.detail, outcome.observedAt.millisecondsSince1970,
            outcome.decisionID,
        ])
        return database.changesCount > 0
    }

    /// SQLite's texts end at the first NUL: it becomes `␀`, so that nothing after it is lost.
    private static func storable(_ prompt: String) -> String {
        prompt.utf8.contains(0) ? prompt.replacing("\0", with: "\u{2400}") : prompt
    }
}

/// The statements of the hot path, prepared once a connection.
private struct Statements {
    let decision: Statement
    let details: Statement
    let attempt: Statement
    let outcome: Statement

    init(_ database: Database) throws {
        decision = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO decisions (id, policy_key, made_at_ms, requested_model, is_streamed, choice,
                  propensity, tradeoff, seed, prompt_tokens, prompt_bytes, read_bytes, degraded_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        details = try database.cachedStatement(
            sql: """
                INSERT INTO decision_details (decision_key, verdicts, fallback_order, surface, dense, hashed, prompt)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        attempt = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO attempts (decision_key, attempt_index, candidate, started_at_ms, http_status,
                  failure, time_to_first_token_s, duration_s, prompt_tokens, completion_tokens, cache_read_tokens,
                  cache_write_tokens, reasoning_tokens, cost_usd, finish_reason)
                SELECT decision_key, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM decisions WHERE id = ?
                """)
        outcome = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO outcomes (decision_key, kind, value, source, detail, observed_at_ms)
                SELECT decision_key, ?, ?, ?, ?, ? FROM decisions WHERE id = ?
                """)
    }
}
