import Foundation
import GRDB
import RouterCore
import RouterTesting
import Testing

@testable import RouterOutcomeLog

@Suite("Reading the log for learning")
struct LearningReaderTests {
    private let folder: TemporaryFolder
    private var fixtures = LogFixtures(seed: 20_251_125, candidateCount: 6, hashedCount: 60, denseCount: 8)

    init() throws { folder = try TemporaryFolder() }

    private func records(
        _ log: OutcomeLog, since: Date? = nil, until: Date? = nil, afterKey: Int64 = 0, batchSize: Int = 512
    ) async throws -> (records: [LearningRecord], reading: LearningReading) {
        var records: [LearningRecord] = []
        let reading = try await log.reader.forEachLearningRecord(
            since: since, until: until, afterKey: afterKey, batchSize: batchSize
        ) { batch in
            #expect(!batch.isEmpty && batch.count <= batchSize)
            records += batch
        }
        return (records, reading)
    }

    private mutating func filled(_ count: Int = 40) async throws -> OutcomeLog {
        let log = try await OutcomeLog.opened(in: folder)
        for number in 0..<count {
            let decision = fixtures.decision()
            log.append(.decision(decision, fixtures.context()))
            if number.isMultiple(of: 5) {
                log.append(.attempt(fixtures.attempt(for: decision, index: 0, failure: "timed_out")))
                log.append(.attempt(fixtures.attempt(for: decision, index: 1)))
            } else if !number.isMultiple(of: 7) {
                log.append(.attempt(fixtures.attempt(for: decision)))
            }
            for value in [1, 0.25].prefix(number % 3) {
                log.append(.outcome(fixtures.outcome(for: decision, value: value)))
            }
        }
        try await log.flush()
        return log
    }

    @Test("a record says the same as the decision that is read whole", arguments: [1, 7, 40, 512])
    mutating func sameAsWhole(batchSize: Int) async throws {
        let log = try await filled()
        let (records, reading) = try await records(log, batchSize: batchSize)
        let whole = try await log.reader.page(limit: 1000).decisions
        #expect(reading == LearningReading(recordCount: 40, unreadableCount: 0, lastKey: 40))
        #expect(records.map(\.id) == whole.map(\.decision.id))
        for (record, logged) in zip(records, whole) { expect(record, fits: logged) }
    }

    private func expect(_ record: LearningRecord, fits logged: LoggedDecision) {
        let decision = logged.decision
        let pool = decision.candidates.map(\.candidate)
        let answer = logged.attempts.last { $0.failure == nil }
        #expect(record.madeAt == logged.context.madeAt)
        #expect([record.policy, record.bundle] == [decision.policy, decision.bundle])
        #expect(record.pool == pool)
        #expect(record.choice == pool.firstIndex(of: decision.choice))
        #expect(record.answeredBy == answer.flatMap { pool.firstIndex(of: $0.candidate) })
        #expect(record.propensity == decision.propensity.value)
        #expect(record.tradeoff == decision.tradeoff)
        #expect(record.seed == decision.seed)
        #expect(record.features == decision.features)
        #expect(record.qualities == decision.candidates.map(\.estimate.quality))
        #expect(record.qualityDeviations == decision.candidates.map(\.estimate.qualitySD))
        #expect(record.costsUSD == decision.candidates.map(\.estimate.costUSD))
        #expect(record.utilities == decision.candidates.map(\.utility))
        #expect(record.probabilities == decision.candidates.map(\.probability))
        #expect(record.isEligible == decision.candidates.map(\.isEligible))
        #expect(record.degradedBy == decision.degradedBy)
        #expect(record.promptTokens == answer?.usage.promptTokens)
        #expect(record.completionTokens == answer?.usage.completionTokens)
        #expect(record.costUSD == answer?.costUSD)
        #expect(record.durationSeconds == answer?.durationSeconds)
        #expect(
            record.signals
                == logged.outcomes.map {
                    RewardSignal(kind: SignalKind($0.kind), value: $0.value, source: $0.source)
                })
    }

    @Test("where the choice failed, somebody else or nobody has answered")
    mutating func answeredByAnother() async throws {
        let log = try await filled(8)
        let records = try await records(log).records
        #expect(records[0].answeredBy != nil && records[0].answeredBy != records[0].choice)
        #expect(records[1].answeredBy == records[1].choice)
        #expect(records[7].answeredBy == nil)
        #expect(records[7].durationSeconds == nil)
    }

    @Test("an answer of a candidate outside of the pool is nobody's of the pool, and its cost is known")
    mutating func answeredFromOutside() async throws {
        let log = try await OutcomeLog.opened(in: folder)
        let decision = fixtures.decision()
        log.append(.decision(decision, fixtures.context()))
        log.append(.attempt(fixtures.attempt(for: decision, index: decision.fallbackOrder.count - 1)))
        try await log.flush()
        let record = try #require(try await records(log).records.first)
        #expect(record.answeredBy == nil)
        #expect(record.costUSD != nil)
    }

    @Test("records come oldest first, whatever the order of the file, and times narrow them")
    mutating func order() async throws {
        let log = try await OutcomeLog.opened(in: folder)
        let start = Date(timeIntervalSince1970: 1_763_800_000)
        // By the second from the start.
        let seconds: [Double] = [5, 1, 4, 1, 3, 2]
        for (number, second) in seconds.enumerated() {
            log.append(
                .decision(
                    fixtures.decision(id: "gen-\(number)"),
                    DecisionContext(madeAt: start + second, requestedModel: "auto", isStreamed: false)))
        }
        try await log.flush()
        for batchSize in 1...7 {
            let ids = try await records(log, batchSize: batchSize).records.map(\.id)
            #expect(ids == ["gen-1", "gen-3", "gen-5", "gen-4", "gen-2", "gen-0"], "\(batchSize)")
        }
        let some = try await records(log, since: start + 2, until: start + 4, batchSize: 1).records
        #expect(some.map(\.id) == ["gen-5", "gen-4"])
        let (newer, reading) = try await records(log, afterKey: 4)
        #expect(newer.map(\.id) == ["gen-5", "gen-4"])
        #expect(reading.lastKey == 6)
        #expect(try await log.reader.maxDecisionKey() == 6)
        #expect(try await records(log, afterKey: 6).records.isEmpty)
    }

    @Test("an empty log has no records")
    func empty() async throws {
        let log = try await OutcomeLog.opened(in: folder)
        let (records, reading) = try await records(log)
        #expect(records.isEmpty)
        #expect(reading == LearningReading())
    }

    @Test("rows that cannot be understood are left out and counted")
    mutating func unreadable() async throws {
        let log = try await filled(12)
        let changes = [
            "UPDATE decision_details SET verdicts = '{}' WHERE decision_key = 1",
            "UPDATE decision_details SET verdicts = replace(verdicts, '[', '') WHERE decision_key = 2",
            "UPDATE decision_details SET verdicts = substr(verdicts, 1, 200) WHERE decision_key = 3",
            "UPDATE decision_details SET hashed = x'020304' WHERE decision_key = 4",
            "UPDATE decision_details SET surface = x'020304' WHERE decision_key = 5",
            "UPDATE decisions SET propensity = 0 WHERE decision_key = 6",
            "UPDATE decisions SET tradeoff = 11 WHERE decision_key = 7",
        ]
        try await log.database.write { database in for change in changes { try database.execute(sql: change) } }
        for batchSize in [1, 2, 512] {
            let (records, reading) = try await records(log, batchSize: batchSize)
            #expect(records.count == 5)
            #expect(reading.recordCount == 5)
            #expect(reading.unreadableCount == 7)
        }
    }

    @Test("verdicts may be laid out in another way, and numbers that JSON does not know are read")
    func verdicts() throws {
        let text = """
            { "quality" : [0.5, "nan"], "excluded_by": {"1": ["capability:\\"x\\"", "health"]},
              "quality_sd": [1e-2,0], "basis": ["own", "mean"], "later": {"a": [1, {"b": null}], "c": true},
              "cost_usd": [null, 12345678901234567890123], "utility": [-1.5, "inf"], "probability": [1, 0] }
            """
        let verdicts = try #require(Array(text.utf8).withUnsafeBytes { LearningVerdicts($0, candidateCount: 2) })
        #expect(verdicts.qualities[0] == 0.5 && verdicts.qualities[1].isNaN)
        #expect(verdicts.qualityDeviations == [0.01, 0])
        #expect(verdicts.costsUSD == [nil, 12_345_678_901_234_567_741_440])
        #expect(verdicts.utilities == [-1.5, .infinity])
        #expect(verdicts.isEligible == [true, false])
        #expect(Array(text.utf8).withUnsafeBytes { LearningVerdicts($0, candidateCount: 3) } == nil)
    }

    @Test("damaged verdicts are refused or read, and never end the program")
    func damagedVerdicts() {
        let seed: UInt64 = 5
        var random = SplitMix64(seed: seed)
        var fixtures = LogFixtures(seed: seed)
        var json = ByteBuffer(capacity: 0)
        for _ in 0..<3 {
            json.removeAll()
            VerdictColumns.encode(fixtures.decision().candidates, to: &json)
        }
        let good = Array(json.bytes)
        for length in 0..<good.count {
            #expect(good.prefix(length).withUnsafeBytes { LearningVerdicts($0, candidateCount: 4) } == nil)
        }
        var readCount = 0
        for _ in 0..<4000 {
            var bytes = good
            for _ in 0...Int(random.next() % 3) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            if bytes.withUnsafeBytes({ LearningVerdicts($0, candidateCount: 4) }) != nil { readCount += 1 }
        }
        #expect(readCount < 4000, "seed \(seed)")
    }
}
