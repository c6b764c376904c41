import Foundation
import GRDB
import RouterCore

/// One batch of learning records, and where the next one begins.
struct LearningBatch: Sendable {
    /// Time and key of the decision before the next batch.
    private var position: (milliseconds: Int64, key: Int64)
    private let end: Int64
    private let keys: (after: Int64, last: Int64)
    private var policies = LoggingPolicies()
    /// The records, oldest first.
    private(set) var records: [LearningRecord] = []
    /// Prompts as the log keeps them, parallel to the records; empty unless they were asked for.
    private(set) var prompts: [String?] = []
    /// Decisions of this batch that cannot be understood.
    private(set) var unreadableCount = 0
    /// Whether nothing comes after it.
    private(set) var isLast = false

    /// An empty batch.
    ///
    /// - Parameters:
    ///   - start: time in milliseconds and key after which the first batch begins.
    ///   - end: the time before which the last one ends.
    ///   - keys: only decisions after the first of these keys, up to the second.
    init(start: (Int64, Int64), end: Int64, keys: (Int64, Int64)) {
        position = start
        self.end = end
        self.keys = keys
    }

    /// Replaces the records by the next ones.
    mutating func fetch(from database: Database, limit: Int, withPrompts: Bool) throws {
        let decisions = try RowReader(database, sql: Self.decisions)
        let children = try Children(database)
        (records, prompts) = ([], [])
        records.reserveCapacity(limit)
        unreadableCount = 0
        decisions.begin(position.milliseconds, position.key, end, keys.after, keys.last, Int64(limit))
        while try decisions.next() {
            position = (decisions.integer(Column.madeAt), decisions.integer(Column.key))
            if let policy = try policies.entry(decisions.integer(Column.policy), in: database),
                let record = try children.record(decisions, policy)
            {
                records.append(record)
                if withPrompts { prompts.append(decisions.optionalText(Column.prompt)) }
            } else {
                unreadableCount += 1
            }
        }
        isLast = records.count + unreadableCount < limit
    }

    /// The index of decisions by time holds the keys too: it gives the order, and the details follow by their key.
    static let decisions = """
        SELECT d.decision_key, d.made_at_ms, d.policy_key, d.id, d.choice, d.propensity, d.tradeoff, d.seed,
          d.prompt_tokens, d.prompt_bytes, d.read_bytes, d.degraded_by, v.verdicts, v.surface, v.dense, v.hashed,
          v.prompt
        FROM decisions d INDEXED BY decisions_by_time CROSS JOIN decision_details v ON v.decision_key = d.decision_key
        WHERE (d.made_at_ms, d.decision_key) > (?, ?) AND d.made_at_ms < ? AND d.decision_key > ? AND d.decision_key <= ?
        ORDER BY d.made_at_ms, d.decision_key LIMIT ?
        """

    private enum Column {
        static let key: Int32 = 0
        static let madeAt: Int32 = 1
        static let policy: Int32 = 2
        static let prompt: Int32 = 16
    }
}

/// Reads what belongs to a decision: two searches by its key, beside the rows that were written with it.
private struct Children: ~Copyable {
    private let answer: RowReader
    private let outcomes: RowReader

    init(_ database: Database) throws {
        // One after the other into locals: of two members the first would have to be undone if the second fails.
        let answer = try RowReader(
            database,
            sql: """
                SELECT candidate, prompt_tokens, completion_tokens, cost_usd, duration_s FROM attempts
                WHERE decision_key = ? AND failure IS NULL ORDER BY attempt_index DESC LIMIT 1
                """)
        let outcomes = try RowReader(
            database,
            sql: "SELECT kind, value, source FROM outcomes WHERE decision_key = ? ORDER BY outcome_key")
        self.answer = answer
        self.outcomes = outcomes
    }

    /// The record of a row; `nil` if it cannot be understood.
    func record(_ row: borrowing RowReader, _ policy: LoggingPolicies.Entry) throws -> LearningRecord? {
        let propensity = row.real(5)
        guard propensity > 0, propensity <= 1, let tradeoff = try? Tradeoff(row.real(6)),
            let verdicts = LearningVerdicts(row.bytes(12), candidateCount: policy.pool.count),
            let features = Self.features(row, policy)
        else { return nil }
        let key = row.integer(0)
        answer.begin(key)
        let isAnswered = try answer.next()
        return LearningRecord(
            id: row.text(3), madeAt: Date(millisecondsSince1970: row.integer(1)), policy: policy.policy,
            bundle: policy.bundle, pool: policy.pool, choice: policy.position(of: row.text(4)),
            answeredBy: isAnswered ? policy.position(of: answer.text(0)) : nil, propensity: propensity,
            tradeoff: tradeoff, seed: UInt64(bitPattern: row.integer(7)), features: features,
            qualities: verdicts.qualities, qualityDeviations: verdicts.qualityDeviations, costsUSD: verdicts.costsUSD,
            utilities: verdicts.utilities, probabilities: verdicts.probabilities, isEligible: verdicts.isEligible,
            degradedBy: row.optionalText(11), promptTokens: isAnswered ? answer.optionalInteger(1) : nil,
            completionTokens: isAnswered ? answer.optionalInteger(2) : nil,
            costUSD: isAnswered ? answer.optionalReal(3) : nil,
            durationSeconds: isAnswered ? answer.real(4) : nil, signals: try signals(of: key))
    }

    private func signals(of key: Int64) throws -> [RewardSignal] {
        var signals: [RewardSignal] = []
        outcomes.begin(key)
        while try outcomes.next() {
            signals.append(
                RewardSignal(kind: SignalKind(outcomes.text(0)), value: outcomes.real(1), source: outcomes.text(2)))
        }
        return signals
    }

    private static func features(_ row: borrowing RowReader, _ policy: LoggingPolicies.Entry) -> FeatureVector? {
        guard let surface = FloatBlock.decode(row.bytes(13)), let dense = FloatBlock.decode(row.bytes(14)),
            let hashed = SparseVectorCodec.decode(row.bytes(15))
        else { return nil }
        return FeatureVector(
            schemaVersion: policy.schemaVersion, surface: surface, dense: dense, hashed: hashed,
            promptTokens: Int(row.integer(8)),
            extent: ReadExtent(totalBytes: Int(row.integer(9)), readBytes: Int(row.integer(10))))
    }
}
