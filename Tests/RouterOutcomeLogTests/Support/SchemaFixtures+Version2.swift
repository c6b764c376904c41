extension SchemaFixtures {
    /// The same decision in a file that the second version has migrated, with a session and a client's key.
    static let version2 = #"""
        PRAGMA foreign_keys = OFF;
        PRAGMA application_id = 1095912551;
        PRAGMA user_version = 2;
        BEGIN TRANSACTION;
        CREATE TABLE attempts (
          -- One call of one candidate.
          decision_key INTEGER NOT NULL REFERENCES decisions ON DELETE CASCADE,
          attempt_index INTEGER NOT NULL, -- from 0
          candidate TEXT NOT NULL,
          started_at_ms INTEGER NOT NULL,
          http_status INTEGER, -- NULL = no reply came
          failure TEXT, -- a fixed word; NULL = it answered
          time_to_first_token_s REAL,
          duration_s REAL NOT NULL,
          prompt_tokens INTEGER, -- as the upstream counted them; NULL = it did not say
          completion_tokens INTEGER,
          cache_read_tokens INTEGER,
          cache_write_tokens INTEGER,
          reasoning_tokens INTEGER,
          cost_usd REAL, -- NULL = unknown, which is not 0
          finish_reason TEXT,
          PRIMARY KEY (decision_key, attempt_index)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO "attempts" VALUES(1,0,'lab-0/model-0',1763800001250,NULL,'timed_out',NULL,30.0,NULL,NULL\#
        ,NULL,NULL,NULL,NULL,NULL);
        INSERT INTO "attempts" VALUES(1,1,'lab-2/model-2',1763800031250,200,NULL,0.25,0.5,11,7,NULL,NULL,NUL\#
        L,0.00025,'stop');
        CREATE TABLE daily_spend (
          -- What was spent on one day; calls of unknown cost count nothing.
          day INTEGER NOT NULL, -- days since 1970-01-01 UTC in which the calls began
          client_key TEXT NOT NULL, -- name of the client's key; '' = none
          cost_usd REAL NOT NULL,
          PRIMARY KEY (day, client_key)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO "daily_spend" VALUES(20414,'ci',0.00025);
        CREATE TABLE decision_details (
          -- What the decision was made from and what it said of each candidate.
          decision_key INTEGER PRIMARY KEY REFERENCES decisions ON DELETE CASCADE,
          verdicts TEXT NOT NULL, -- JSON object of lists parallel to the pool; see the view decision_candidates
          fallback_order TEXT NOT NULL, -- JSON list: positions in the pool, or ids of candidates outside it
          surface BLOB NOT NULL, -- IEEE 754 single precision, little-endian
          dense BLOB NOT NULL, -- the same; empty where the feature schema has no dense block
          hashed BLOB NOT NULL, -- sparse vector: byte 1; varint (LEB128) n pairs; if n > 0: byte g; byte v; varint m;
          -- m distinct values as surface; then bits, lowest first: for each pair Rice(g) of the gap between its index
          -- and the one before (the first: from -1) minus 1, and Rice(v) of the number of its value among the m.
          -- Rice(p) of x: x >> p ones, a zero, the low p bits of x.
          prompt TEXT -- only if the configuration says so
        ) STRICT;
        INSERT INTO "decision_details" VALUES(1,'{"quality":[0.875,0.75,0.625,0.5],"quality_sd":[0.03125,0.0\#
        3125,0.03125,0.03125],"basis":["own","like","price","mean"],"completion_tokens":[120.5,120.5,120.5,120.5],"cost_usd":[0.00025,null,0.00075,0.001],"utility":[0.5,0.25,0,-0.25],"probability":[0.9625,0.0125,0.0125,0.0125],"excluded_by":{"3":["context_length","capability:tools"]}}','[0,2,1,"elsewhere/named-by-client"]',X'0000003F00004041000000000000A0BF',X'',X'01030F00020000803F0AB9D83F0600E00A9C503F','What is 6 times 7?');
        CREATE TABLE decisions (
          -- Which candidate should answer a request.
          decision_key INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          policy_key INTEGER NOT NULL REFERENCES logging_policies,
          made_at_ms INTEGER NOT NULL, -- milliseconds since 1970-01-01 UTC, as all times here
          requested_model TEXT NOT NULL,
          is_streamed INTEGER NOT NULL, -- 0 or 1
          choice TEXT NOT NULL, -- the chosen candidate
          propensity REAL NOT NULL, -- probability with which the policy chose it, (0, 1]
          tradeoff REAL NOT NULL, -- 0 = quality ... 10 = cheapest
          seed INTEGER NOT NULL, -- 64 bits, two's complement: printf('%016x', seed)
          prompt_tokens INTEGER NOT NULL, -- estimated
          prompt_bytes INTEGER NOT NULL, -- UTF-8 bytes of all turns
          read_bytes INTEGER NOT NULL, -- those of them that the features were made from
          degraded_by TEXT -- why routing failed and the default stepped in
        , api /* what the client speaks */ TEXT NOT NULL DEFAULT 'chat_completions', session /* the client's conversation; NULL = none */ TEXT DEFAULT NULL, client_key /* name of the client's key; NULL = none */ TEXT DEFAULT NULL) STRICT;
        INSERT INTO "decisions" VALUES(1,'gen-1763800001-1f2e',1,1763800001250,'auto',0,'lab-0/model-0',0.96\#
        25,5.0,-2,9,18,18,NULL,'messages','agent-7','ci');
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO "grdb_migrations" VALUES('1: decisions, attempts, outcomes');
        INSERT INTO "grdb_migrations" VALUES('2: gateway');
        CREATE TABLE log_state (
          -- dropped_entries: entries that were lost; synced_at_ms: when everything before was last forced to the disk.
          name TEXT PRIMARY KEY,
          value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO "log_state" VALUES('synced_at_ms',1763800032000);
        CREATE TABLE logging_policies (
          -- What many decisions have in common.
          policy_key INTEGER PRIMARY KEY,
          policy TEXT NOT NULL, -- and its parameters: greedy, epsilon_greedy(0.05)
          bundle TEXT NOT NULL, -- name and checksum of the bundle that made the estimates
          feature_schema_version INTEGER NOT NULL,
          pool TEXT NOT NULL, -- JSON list of candidate ids; positions count from 0
          UNIQUE (policy, bundle, feature_schema_version, pool)
        ) STRICT;
        INSERT INTO "logging_policies" VALUES(1,'epsilon_greedy(0.05)','default-v1 sha256:0c5d',1,'["lab-0/m\#
        odel-0","lab-1/model-1","lab-2/model-2","lab-0/model-3"]');
        CREATE TABLE outcomes (
          -- Something learned about how good a decision was.
          outcome_key INTEGER PRIMARY KEY,
          decision_key INTEGER NOT NULL REFERENCES decisions ON DELETE CASCADE,
          kind TEXT NOT NULL, -- the signal: answered, ...
          value REAL NOT NULL, -- [0, 1]
          source TEXT NOT NULL, -- who says so
          detail TEXT,
          observed_at_ms INTEGER NOT NULL,
          idempotency_key TEXT -- the same one twice is one outcome
        ) STRICT;
        INSERT INTO "outcomes" VALUES(1,1,'answered',0.5,'router','stop',1763800032250,NULL);
        CREATE INDEX decisions_by_time ON decisions (made_at_ms);
        CREATE INDEX outcomes_by_decision ON outcomes (decision_key);
        CREATE UNIQUE INDEX outcomes_by_idempotency_key ON outcomes (decision_key, idempotency_key)
          WHERE idempotency_key IS NOT NULL;
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
        COMMIT;
        """#
}
