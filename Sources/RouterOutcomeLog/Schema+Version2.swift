extension Schema {
    /// The second schema: what a gateway for several kinds of requests, sessions and client keys has to remember.
    ///
    /// `daily_spend` holds sums that the attempts hold too: a budget of a month is read when a server starts, and a log of a
    /// month can have millions of attempts. It also outlives the attempts that are deleted.
    static let version2 = """
        ALTER TABLE decisions ADD COLUMN
          api /* what the client speaks */ TEXT NOT NULL DEFAULT 'chat_completions';
        ALTER TABLE decisions ADD COLUMN
          session /* the client's conversation; NULL = none */ TEXT DEFAULT NULL;
        ALTER TABLE decisions ADD COLUMN
          client_key /* name of the client's key; NULL = none */ TEXT DEFAULT NULL;

        CREATE TABLE daily_spend (
          -- What was spent on one day; calls of unknown cost count nothing.
          day INTEGER NOT NULL, -- days since 1970-01-01 UTC in which the calls began
          client_key TEXT NOT NULL, -- name of the client's key; '' = none
          cost_usd REAL NOT NULL,
          PRIMARY KEY (day, client_key)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO daily_spend
          SELECT started_at_ms / 86400000, '', sum(cost_usd) FROM attempts
          WHERE cost_usd > 0 AND cost_usd < 9e999 GROUP BY 1;

        DROP VIEW decisions_with_answer;
        CREATE VIEW decisions_with_answer AS
          -- One row a decision, with the attempt that answered.
          SELECT d.decision_key, d.id, strftime('%Y-%m-%dT%H:%M:%fZ', d.made_at_ms / 1000.0, 'unixepoch') AS made_at,
            d.made_at_ms, d.api, d.session, d.client_key, d.requested_model, d.is_streamed, d.choice, d.propensity,
            d.tradeoff, p.policy, p.bundle, d.degraded_by, a.candidate AS answered_by, a.http_status, a.finish_reason, a.prompt_tokens,
            a.completion_tokens,
            CASE WHEN a.cost_usd IS NOT NULL
              THEN (SELECT sum(cost_usd) FROM attempts WHERE decision_key = d.decision_key) END AS cost_usd,
            a.time_to_first_token_s, a.duration_s,
            (SELECT count(*) FROM attempts WHERE decision_key = d.decision_key) AS attempts,
            (SELECT count(failure) FROM attempts WHERE decision_key = d.decision_key) AS failed_attempts,
            (SELECT failure FROM attempts WHERE decision_key = d.decision_key AND failure IS NOT NULL
              ORDER BY attempt_index DESC LIMIT 1) AS last_failure
          FROM decisions d
          JOIN logging_policies p ON p.policy_key = d.policy_key
          LEFT JOIN attempts a ON a.decision_key = d.decision_key AND a.attempt_index =
            (SELECT max(attempt_index) FROM attempts WHERE decision_key = d.decision_key AND failure IS NULL);

        DROP VIEW decision_candidates;
        CREATE VIEW decision_candidates AS
          -- One row a decision and candidate of its pool: what the decision said of it.
          SELECT d.decision_key, d.id, c.key AS position, c.value AS candidate, c.value = d.choice AS is_choice,
            json_extract(v.verdicts, '$.quality[' || c.key || ']') AS quality,
            json_extract(v.verdicts, '$.quality_sd[' || c.key || ']') AS quality_sd,
            json_extract(v.verdicts, '$.basis[' || c.key || ']') AS basis,
            json_extract(v.verdicts, '$.completion_tokens[' || c.key || ']') AS completion_tokens,
            json_extract(v.verdicts, '$.cost_usd[' || c.key || ']') AS cost_usd,
            json_extract(v.verdicts, '$.latency_s[' || c.key || ']') AS latency_s,
            json_extract(v.verdicts, '$.utility[' || c.key || ']') AS utility,
            json_extract(v.verdicts, '$.probability[' || c.key || ']') AS probability,
            json_extract(v.verdicts, '$.switch_cost_usd[' || c.key || ']') AS switch_cost_usd,
            (SELECT key FROM json_each(v.fallback_order) WHERE value = c.key) AS fallback_position,
            json_extract(v.verdicts, '$.excluded_by."' || c.key || '"') AS excluded_by
          FROM decisions d
          JOIN logging_policies p ON p.policy_key = d.policy_key
          JOIN decision_details v ON v.decision_key = d.decision_key, json_each(p.pool) c;
        """
}
