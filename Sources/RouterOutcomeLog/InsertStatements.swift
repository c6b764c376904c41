import GRDB
import RouterCore

/// The statements of the hot path, prepared once a connection.
///
/// Each inserts one row and has no `SELECT`: before a statement that may insert several rows and fail half-way, SQLite
/// copies the pages aside that it changes. That was 6.8 writes to files a decision instead of .8.
struct InsertStatements {
    let decision: Statement
    let details: Statement
    let attempt: Statement
    let outcome: Statement
    let reply: Statement
    let spend: Statement
    let decisionByID: Statement

    init(_ database: Database) throws {
        decision = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO decisions (id, policy_key, made_at_ms, requested_model, is_streamed, choice,
                  propensity, tradeoff, seed, prompt_tokens, prompt_bytes, read_bytes, degraded_by, api, session,
                  client_key)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        outcome = try database.cachedStatement(
            sql: """
                INSERT INTO outcomes (decision_key, kind, value, source, detail, observed_at_ms, idempotency_key)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        reply = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO replies (decision_key, candidate, text) VALUES (?, ?, ?)")
        spend = try database.cachedStatement(
            sql: """
                INSERT INTO daily_spend (day, client_key, cost_usd) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET cost_usd = cost_usd + excluded.cost_usd
                """)
        decisionByID = try database.cachedStatement(
            sql: """
                SELECT d.decision_key, d.client_key, p.policy = '\(RoutingDecision.importedPolicy)'
                FROM decisions d JOIN logging_policies p USING (policy_key) WHERE d.id = ?
                """)
    }
}
