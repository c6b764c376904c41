import GRDB
import RouterCore

/// Turns entries into rows, within a transaction.
struct EntryInserter: ~Copyable {
    private let database: Database
    private let statements: InsertStatements
    private var row: RowWriter
    private var spend: [SpendKey: Double] = [:]
    /// Entries that the database refused for themselves.
    private(set) var refusedCount = 0
    /// Bytes that were written, roughly.
    var byteCount: Int { row.byteCount + 192 * insertedCount }
    private var insertedCount = 0

    /// Starts with what is known of the rows in the file.
    init(_ database: Database) throws {
        self.database = database
        statements = try InsertStatements(database)
        row = RowWriter(database)
    }

    /// Inserts entries in their order.
    ///
    /// An entry that the database refuses for itself costs no other entry: a second decision of the same id, a second
    /// attempt of the same index, an attempt or outcome of an unknown decision, a value that is no number.
    ///
    /// - Throws: the error that concerns all of them.
    mutating func insert(_ entries: [LogEntry], _ known: inout KnownRows) throws {
        for entry in entries {
            do {
                let isKept =
                    switch entry {
                    case .decision(let decision, let context): try insert(decision, context, &known)
                    case .attempt(let attempt): try insert(attempt, known)
                    case .outcome(let outcome):
                        try insert(outcome, idempotencyKey: nil, known) == .stored
                    case .reply(let id, let candidate, let text): try insert(text, of: candidate, to: id, known)
                    }
                if isKept { insertedCount += 1 } else { refusedCount += 1 }
            } catch let error as DatabaseError where error.concernsOneRow {
                refusedCount += 1
            }
        }
        try addSpend()
    }

    /// Inserts what somebody says of a decision.
    ///
    /// - Throws: the `DatabaseError` that refused it.
    mutating func insert(
        _ outcome: Outcome, idempotencyKey: String?, _ known: KnownRows
    ) throws -> FeedbackReceipt {
        guard let decision = try entry(of: outcome.decisionID, known) else { return .unknownDecision }
        row.begin(statements.outcome)
        row.integer(decision.key)
        row.text(outcome.kind)
        row.real(outcome.value)
        row.text(outcome.source)
        row.text(outcome.detail)
        row.integer(outcome.observedAt.millisecondsSince1970)
        row.text(idempotencyKey)
        do {
            _ = try row.insert()
            return .stored
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
            return .repeated
        }
    }

    private mutating func insert(
        _ decision: RoutingDecision, _ context: DecisionContext, _ known: inout KnownRows
    ) throws -> Bool {
        let policy = try known.policies.entry(for: decision, in: database)
        let features = decision.features
        row.begin(statements.decision)
        row.text(decision.id)
        row.integer(policy.key)
        row.integer(context.madeAt.millisecondsSince1970)
        row.text(context.requestedModel)
        row.integer(context.isStreamed ? 1 : 0)
        row.text(decision.choice.rawValue)
        row.real(decision.propensity.value)
        row.real(decision.tradeoff.value)
        row.integer(Int64(bitPattern: decision.seed))
        row.integer(features.promptTokens)
        row.integer(features.extent.totalBytes)
        row.integer(features.extent.readBytes)
        row.text(decision.degradedBy)
        row.text(context.api.rawValue)
        row.text(context.session)
        row.text(context.clientKey)
        guard try row.insert() else { return false }
        let key = database.lastInsertedRowID

        row.begin(statements.details)
        row.integer(key)
        row.text { VerdictColumns.encode(decision.candidates, to: &$0) }
        row.text { json in
            json.appendList(count: decision.fallbackOrder.count) { rank, json in
                let candidate = decision.fallbackOrder[rank]
                if let position = policy.position(of: candidate) {
                    json.appendInteger(position)
                } else {
                    json.appendQuoted(candidate.rawValue)
                }
            }
        }
        row.blob { FloatBlock.append(features.surface, to: &$0) }
        row.blob { FloatBlock.append(features.dense, to: &$0) }
        row.blob { SparseVectorCodec.append(features.hashed, to: &$0) }
        row.text(context.prompt)
        do {
            _ = try row.insert()
        } catch let error as DatabaseError where error.concernsOneRow {
            // No half-written decision: for example a prompt beyond SQLite's largest text.
            try database.execute(sql: "DELETE FROM decisions WHERE decision_key = ?", arguments: [key])
            throw error
        }
        let isImported = decision.policy == RoutingDecision.importedPolicy
        known.decisions.insert(
            .init(key: key, clientKey: context.clientKey, isImported: isImported), id: decision.id)
        return true
    }

    private mutating func insert(_ attempt: Attempt, _ known: KnownRows) throws -> Bool {
        guard let decision = try entry(of: attempt.decisionID, known) else { return false }
        let usage = attempt.usage
        row.begin(statements.attempt)
        row.integer(decision.key)
        row.integer(attempt.index)
        row.text(attempt.candidate.rawValue)
        row.integer(attempt.startedAt.millisecondsSince1970)
        row.integer(attempt.httpStatus)
        row.text(attempt.failure)
        row.real(attempt.timeToFirstTokenSeconds)
        row.real(attempt.durationSeconds)
        row.integer(usage.promptTokens)
        row.integer(usage.completionTokens)
        row.integer(usage.cacheReadTokens)
        row.integer(usage.cacheWriteTokens)
        row.integer(usage.reasoningTokens)
        row.real(attempt.costUSD)
        row.text(attempt.finishReason)
        guard try row.insert() else { return false }
        if let cost = attempt.costUSD, cost > 0, cost.isFinite, !decision.isImported {
            let day = attempt.startedAt.millisecondsSince1970.daysSince1970
            spend[SpendKey(day: day, clientKey: decision.clientKey ?? ""), default: 0] += cost
        }
        return true
    }

    private mutating func insert(
        _ reply: String, of candidate: CandidateID, to id: String, _ known: KnownRows
    ) throws -> Bool {
        guard let decision = try entry(of: id, known) else { return false }
        row.begin(statements.reply)
        row.integer(decision.key)
        row.text(candidate.rawValue)
        row.text(reply)
        return try row.insert()
    }

    private func entry(of id: String, _ known: KnownRows) throws -> RecentDecisions.Entry? {
        if let entry = known.decisions[id] { return entry }
        return try Row.fetchOne(statements.decisionByID, arguments: [id]).map {
            RecentDecisions.Entry(key: $0[0], clientKey: $0[1], isImported: $0[2])
        }
    }

    private mutating func addSpend() throws {
        for (key, costUSD) in spend {
            row.begin(statements.spend)
            row.integer(key.day)
            row.text(key.clientKey)
            row.real(costUSD)
            _ = try row.insert()
        }
        spend = [:]
    }
}

/// One row of `daily_spend`.
private struct SpendKey: Hashable {
    let day: Int64
    let clientKey: String
}
