import ArgumentParser
import Foundation
import Logging
import RouterCore
import RouterFeatures
import RouterOutcomeLog
import RouterTables
import Testing

@testable import RouterCLI

@Suite("Outcome tables of the log")
final class LogTableTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("RouterCLITests.\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// A decision over `a` and `b`, of which `a` is chosen.
    private func record(answeredBy: Int?, isAnswered: Bool = true, signals: [RewardSignal]) -> LearningRecord {
        LearningRecord(
            id: "gen-1", madeAt: Date(timeIntervalSince1970: 1_763_800_000), policy: "epsilon_greedy(0.1)",
            bundle: "default sha256:0c", pool: ["a", "b,\"c\""], choice: 0, answeredBy: answeredBy, propensity: 0.95,
            tradeoff: .balanced, seed: 1,
            features: FeatureVector(
                schemaVersion: 1, surface: [], hashed: .empty, promptTokens: 3,
                extent: ReadExtent(totalBytes: 9, readBytes: 9)),
            qualities: [0.5, 0.25], qualityDeviations: [0.1, 0.1], costsUSD: [nil, 1], utilities: [0.5, 0],
            probabilities: [0.95, 0.05], isEligible: [true, true], promptTokens: 12, completionTokens: 34,
            costUSD: 0.0005, durationSeconds: isAnswered ? 0.84 : nil, signals: signals)
    }

    private let answered = RewardSignal(kind: .answered, value: 1, source: "router")
    private let unanswered = RewardSignal(kind: .answered, value: 0, source: "router")

    @Test("the reward is the score of the candidate that answered, and a choice that failed scores 0")
    func scores() throws {
        let rules = RewardRules()
        let own = try #require(LoggedOutcomeRow(record(answeredBy: 0, signals: [answered]), prompt: nil, rules: rules))
        #expect(own.outcomes.map(\.model) == ["a"])
        #expect(own.outcomes[0].score == 1)
        #expect(own.outcomes[0].latencySeconds == 0.84)
        let other = try #require(
            LoggedOutcomeRow(record(answeredBy: 1, signals: [answered]), prompt: nil, rules: rules))
        #expect(other.outcomes.map(\.model) == ["b,\"c\"", "a"])
        #expect(other.outcomes.map(\.score) == [1, 0])
        let nobody = try #require(
            LoggedOutcomeRow(
                record(answeredBy: nil, isAnswered: false, signals: [unanswered]), prompt: nil, rules: rules))
        #expect(nobody.outcomes.map(\.model) == ["a"])
        #expect(nobody.outcomes[0].score == 0)
    }

    @Test("without a known reward, or answered from outside the pool, there is no row")
    func noRow() {
        #expect(LoggedOutcomeRow(record(answeredBy: 0, signals: []), prompt: nil, rules: RewardRules()) == nil)
        #expect(
            LoggedOutcomeRow(record(answeredBy: nil, signals: [answered]), prompt: nil, rules: RewardRules()) == nil)
    }

    @Test("a prompt is taken apart into its turns, and a hash is none")
    func turns() {
        #expect(LoggedOutcomeRow.turns("user: Hi\nthere: now") == [PromptTurn(role: .user, text: "Hi\nthere: now")])
        #expect(
            LoggedOutcomeRow.turns("system: Be brief.\nuser: Why?\n\nassistant: So.")?.map(\.role)
                == [.system, .user, .assistant])
        #expect(LoggedOutcomeRow.turns("Hi") == [PromptTurn(role: .user, text: "Hi")])
        #expect(LoggedOutcomeRow.turns("sha256:" + String(repeating: "0a", count: 32)) == nil)
    }

    @Test("what is exported reads back as an outcome table", arguments: ["table.jsonl.gz", "table.csv"])
    func readsBack(name: String) throws {
        let row = try #require(
            LoggedOutcomeRow(
                record(answeredBy: 1, signals: [answered]), prompt: "user: What, \"exactly\"?\nNow.",
                rules: RewardRules()))
        let printer: OutcomeTablePrinter =
            name.hasSuffix("csv") ? .csv(models: ["a", "b,\"c\"", "never"]) : .jsonLines
        let writer = try LineWriter(path: path(name))
        if let header = printer.header { try writer.write(line: header) }
        try writer.write(line: printer.line(row))
        try writer.close()
        let reader = try OutcomeTableReader(path: path(name))
        let read = try #require(try reader.next())
        #expect(try reader.next() == nil)
        #expect(read.id == "gen-1")
        #expect(read.request.turns == [PromptTurn(role: .user, text: "What, \"exactly\"?\nNow.")])
        let outcomes = Dictionary(uniqueKeysWithValues: read.outcomes.map { ($0.model, $0) })
        #expect(outcomes.keys.sorted() == ["a", "b,\"c\""])
        #expect(outcomes["a"]?.score == 0)
        #expect(
            outcomes["b,\"c\""]
                == ModelOutcome(
                    model: "b,\"c\"", score: 1, costUSD: 0.0005, promptTokens: 12, completionTokens: 34,
                    latencySeconds: 0.84))
    }

    private func openLog() async throws -> OutcomeLog {
        try await OutcomeLog.open(.init(path: path("log.sqlite")), logger: Logger(label: "test"))
    }

    private func importer(_ log: OutcomeLog) -> OutcomeImport {
        OutcomeImport(
            log: log, extractor: FeatureExtractor(), bundleID: "small sha256:1", promptRecord: { $0.turns.first?.text },
            importedAt: Date(timeIntervalSince1970: 1_763_800_000))
    }

    @Test("an imported table teaches each candidate its score once, however often it is imported")
    func imports() async throws {
        let fixture = try EvaluateFixture()
        let log = try await openLog()
        for round in 0..<2 {
            var table = importer(log)
            let reader = try OutcomeTableReader(path: fixture.table)
            while let row = try reader.next() { try await table.add(row) }
            try await table.finish()
            #expect(table.rowCount == 160)
            #expect(table.addedCount == (round == 0 ? 336 : 0))
            #expect(table.knownCount == (round == 0 ? 0 : 336))
        }
        var records: [LearningRecord] = []
        try await log.reader.forEachLearningRecord { records += $0 }
        #expect(records.count == 336)
        #expect(records.allSatisfy { $0.isImported && $0.choice == 0 && $0.answeredBy == 0 && $0.pool.count == 1 })
        let first = try #require(records.first)
        #expect(first.id == "import:q0:small")
        let score = try #require(OutcomeTableReader(path: fixture.table).next()?.outcomes.first?.score)
        #expect(RewardRules().reward(of: first.signals)?.value == score)
        #expect(first.completionTokens == 10)
        #expect(first.costUSD == 0.0001)
        #expect(log.droppedEntryCount == 0)
        #expect(try await log.dailySpend(since: .distantPast).isEmpty)
        try await log.close()
    }

    @Test("a table that was exported from the log is not imported into it again")
    func ownTable() async throws {
        let log = try await openLog()
        let row = OutcomeRow(
            id: "gen-1", dataset: "", category: "", split: nil, request: RoutingRequest(prompt: "Hi"),
            outcomes: [ModelOutcome(model: "a", score: 1)])
        log.append(
            .decision(
                RoutingDecision(
                    id: "gen-1", choice: "a", propensity: .certain, policy: "greedy", bundle: "b", tradeoff: .balanced,
                    seed: 0, candidates: [], fallbackOrder: ["a"],
                    features: FeatureExtractor().features(of: row.request)),
                DecisionContext(madeAt: Date(), requestedModel: "auto", isStreamed: false)))
        try await log.flush()
        var table = importer(log)
        try await table.add(row)
        try await table.finish()
        #expect(table.addedCount == 0)
        #expect(table.knownCount == 1)
        try await log.close()
    }

    @Test(
        "ages and sizes are read with their units",
        arguments: [("36h", 129_600), ("90d", 7_776_000), ("2w", 1_209_600)])
    func ages(text: String, seconds: Int) { #expect(Age(argument: text)?.duration == .seconds(seconds)) }

    @Test("what has no unit, or is none, is no age", arguments: ["", "d", "90", "-1d", "0d", "1.5d", "9m"])
    func badAges(text: String) { #expect(Age(argument: text) == nil) }

    @Test(
        "sizes are decimal or binary",
        arguments: [
            ("1000", 1000), ("2GB", 2_000_000_000), ("1.5MB", 1_500_000), ("1GiB", 1 << 30), ("7kB", 7000), ("9B", 9),
        ])
    func sizes(text: String, bytes: Int) { #expect(ByteCount(argument: text)?.bytes == bytes) }

    @Test("what is no size is refused", arguments: ["", "GB", "x", "-1GB", "1e99", "nan"])
    func badSizes(text: String) { #expect(ByteCount(argument: text) == nil) }

    @Test(
        "log prune needs a limit, and reads it",
        arguments: [["log", "prune"], ["log", "prune", "--keep", "much"], ["log", "prune", "--older-than", "90"]])
    func wrongUsage(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try AutoRouterCommand.parseAsRoot(arguments) }
        #expect(error.map { AutoRouterCommand.exitCode(for: $0) } == .validationFailure)
    }
}
