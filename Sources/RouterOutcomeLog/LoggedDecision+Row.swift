import Foundation
import GRDB
import RouterCore

/// Reads decisions with their attempts and outcomes; keeps statements and pools for the next one.
struct LoggedDecisionFetcher {
    private let decision: Statement
    private let attempts: Statement
    private let outcomes: Statement
    private let database: Database
    private var policies = LoggingPolicies()

    init(_ database: Database) throws {
        self.database = database
        decision = try database.cachedStatement(
            sql: """
                SELECT * FROM decisions JOIN logging_policies USING (policy_key)
                JOIN decision_details USING (decision_key) WHERE decision_key = ?
                """)
        attempts = try database.cachedStatement(
            sql: "SELECT * FROM attempts WHERE decision_key = ? ORDER BY attempt_index")
        outcomes = try database.cachedStatement(
            sql: "SELECT * FROM outcomes WHERE decision_key = ? ORDER BY outcome_key")
    }

    /// The decision of a key; `nil` if there is none, or if its row cannot be understood.
    mutating func fetch(_ key: Int64) throws -> LoggedDecision? {
        guard let row = try Row.fetchOne(decision, arguments: [key]),
            let policy = try policies.entry(row["policy_key"], in: database),
            let decision = RoutingDecision(row, pool: policy.pool), let api = UpstreamAPI(rawValue: row["api"])
        else { return nil }
        return LoggedDecision(
            decision: decision,
            context: DecisionContext(
                madeAt: Date(millisecondsSince1970: row["made_at_ms"]), requestedModel: row["requested_model"],
                isStreamed: row["is_streamed"], prompt: row["prompt"], api: api, session: row["session"],
                clientKey: row["client_key"]),
            attempts: try Row.fetchAll(attempts, arguments: [key]).map { Attempt($0, decisionID: decision.id) },
            outcomes: try Row.fetchAll(outcomes, arguments: [key]).map { Outcome($0, decisionID: decision.id) })
    }
}

extension RoutingDecision {
    fileprivate init?(_ row: Row, pool: [CandidateID]) {
        guard let verdicts = VerdictColumns.decode(row["verdicts"], pool: pool),
            let fallbackOrder = [CandidateID](fallbackOrder: row["fallback_order"], pool: pool),
            let propensity = try? Propensity(row["propensity"]), let tradeoff = try? Tradeoff(row["tradeoff"]),
            let features = FeatureVector(row)
        else { return nil }
        self.init(
            id: row["id"], choice: CandidateID(row["choice"]), propensity: propensity, policy: row["policy"],
            bundle: row["bundle"], tradeoff: tradeoff, seed: UInt64(bitPattern: row["seed"] as Int64),
            candidates: verdicts, fallbackOrder: fallbackOrder, features: features, degradedBy: row["degraded_by"])
    }
}

extension FeatureVector {
    fileprivate init?(_ row: Row) {
        guard let surface = FloatBlock.decode([UInt8](row["surface"] as Data)),
            let dense = FloatBlock.decode([UInt8](row["dense"] as Data)),
            let hashed = SparseVectorCodec.decode([UInt8](row["hashed"] as Data))
        else { return nil }
        self.init(
            schemaVersion: row["feature_schema_version"], surface: surface, dense: dense, hashed: hashed,
            promptTokens: row["prompt_tokens"],
            extent: ReadExtent(totalBytes: row["prompt_bytes"], readBytes: row["read_bytes"]))
    }
}

extension Attempt {
    fileprivate init(_ row: Row, decisionID: String) {
        self.init(
            decisionID: decisionID, index: row["attempt_index"], candidate: CandidateID(row["candidate"]),
            startedAt: Date(millisecondsSince1970: row["started_at_ms"]), httpStatus: row["http_status"],
            failure: row["failure"], timeToFirstTokenSeconds: row["time_to_first_token_s"],
            durationSeconds: row["duration_s"],
            usage: TokenUsage(
                promptTokens: row["prompt_tokens"], completionTokens: row["completion_tokens"],
                cacheReadTokens: row["cache_read_tokens"], cacheWriteTokens: row["cache_write_tokens"],
                reasoningTokens: row["reasoning_tokens"]),
            costUSD: row["cost_usd"], finishReason: row["finish_reason"])
    }
}

extension Outcome {
    fileprivate init(_ row: Row, decisionID: String) {
        self.init(
            decisionID: decisionID, kind: row["kind"], value: row["value"], source: row["source"],
            detail: row["detail"], observedAt: Date(millisecondsSince1970: row["observed_at_ms"]))
    }
}

extension [CandidateID] {
    /// The names of a JSON list of names.
    init?(pool json: String) {
        guard let names = try? JSONDecoder().decode([String].self, from: Data(json.utf8)) else { return nil }
        self = names.map { CandidateID($0) }
    }

    /// The names of a JSON list of positions in the pool and of names outside it.
    fileprivate init?(fallbackOrder json: String, pool: [CandidateID]) {
        guard let elements = try? JSONDecoder().decode([FallbackElement].self, from: Data(json.utf8)) else {
            return nil
        }
        self = []
        for element in elements {
            switch element {
            case .position(let position):
                guard pool.indices.contains(position) else { return nil }
                append(pool[position])
            case .name(let name): append(CandidateID(name))
            }
        }
    }
}

/// One element of the column `fallback_order`.
private enum FallbackElement: Decodable {
    case position(Int)
    case name(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let position = try? container.decode(Int.self) {
            self = .position(position)
        } else {
            self = .name(try container.decode(String.self))
        }
    }
}
