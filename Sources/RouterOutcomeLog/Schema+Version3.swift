extension Schema {
    /// The third schema: the text of replies, for those who keep it, and views of what is learned from.
    ///
    /// The views name no weights: how signals become one reward is configured. What somebody says counts once, by its last
    /// word, as in `RewardRules`.
    static let version3 = """
        CREATE TABLE replies (
          -- The text of the reply that a candidate gave; only if the configuration says so.
          decision_key INTEGER NOT NULL REFERENCES decisions ON DELETE CASCADE,
          candidate TEXT NOT NULL,
          text TEXT NOT NULL,
          PRIMARY KEY (decision_key, candidate)
        ) STRICT;

        CREATE VIEW decision_signals AS
          -- One row a decision: what was seen and said of it. Signals belong to the candidate that answered.
          SELECT d.decision_key, d.id, strftime('%Y-%m-%dT%H:%M:%fZ', d.made_at_ms / 1000.0, 'unixepoch') AS made_at,
            d.made_at_ms, p.policy, p.bundle, d.choice, d.propensity,
            (SELECT a.candidate FROM attempts a WHERE a.decision_key = d.decision_key AND a.failure IS NULL
              ORDER BY a.attempt_index DESC LIMIT 1) AS answered_by,
            (SELECT min(o.value) FROM outcomes o WHERE o.decision_key = d.decision_key AND o.kind = 'answered')
              AS answered, -- 1 or 0
            (SELECT avg(o.value) FROM outcomes o WHERE o.decision_key = d.decision_key
              AND (o.kind = 'feedback' OR o.kind GLOB 'complaint:*') AND NOT EXISTS (SELECT 1 FROM outcomes n
                WHERE n.decision_key = d.decision_key AND n.source = o.source AND n.outcome_key > o.outcome_key
                AND (n.kind = 'feedback' OR n.kind GLOB 'complaint:*'))) AS feedback, -- mean of each source's last word
            (SELECT avg(o.value) FROM outcomes o WHERE o.decision_key = d.decision_key AND o.kind = 'judge'
              AND NOT EXISTS (SELECT 1 FROM outcomes n WHERE n.decision_key = d.decision_key AND n.kind = 'judge'
                AND n.source = o.source AND n.outcome_key > o.outcome_key)) AS judge, -- the same
            (SELECT group_concat(DISTINCT o.kind) FROM outcomes o WHERE o.decision_key = d.decision_key AND o.value < 1
              AND o.kind NOT IN ('answered', 'feedback', 'judge') AND o.kind NOT GLOB 'complaint:*')
              AS troubles, -- what the router itself saw, or NULL
            (SELECT group_concat(DISTINCT substr(o.kind, 11)) FROM outcomes o WHERE o.decision_key = d.decision_key
              AND o.kind GLOB 'complaint:*') AS complaints
          FROM decisions d
          JOIN logging_policies p ON p.policy_key = d.policy_key;

        CREATE VIEW candidate_daily AS
          -- One row a day and candidate that was chosen or called on it; what was imported is left out.
          WITH parts AS (
            SELECT s.made_at_ms, s.choice AS candidate, 1 AS decisions, 0 AS calls, NULL AS answered, NULL AS cost_usd,
              NULL AS duration_s, NULL AS feedback, NULL AS judge, NULL AS troubles
            FROM decision_signals s WHERE s.policy <> 'imported'
            UNION ALL
            SELECT s.made_at_ms, a.candidate, 0, 1, a.failure IS NULL, a.cost_usd,
              CASE WHEN a.failure IS NULL THEN a.duration_s END, NULL, NULL, NULL
            FROM decision_signals s JOIN attempts a ON a.decision_key = s.decision_key WHERE s.policy <> 'imported'
            UNION ALL
            SELECT s.made_at_ms, s.answered_by, 0, 0, NULL, NULL, NULL, s.feedback, s.judge, s.troubles IS NOT NULL
            FROM decision_signals s WHERE s.policy <> 'imported' AND s.answered_by IS NOT NULL)
          SELECT date(made_at_ms / 1000, 'unixepoch') AS day, candidate, sum(decisions) AS decisions,
            sum(calls) AS calls, ifnull(sum(answered), 0) AS answered, avg(feedback) AS mean_feedback,
            avg(judge) AS mean_judge, ifnull(sum(troubles), 0) AS troubled, sum(cost_usd) AS cost_usd,
            avg(duration_s) AS mean_duration_s
          FROM parts GROUP BY day, candidate;
        """
}
