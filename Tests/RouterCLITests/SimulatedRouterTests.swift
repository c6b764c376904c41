import Foundation
import RouterCore
import RouterEngine
import RouterModel
import RouterOutcomeLog
import RouterTables
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("Simulated router", .timeLimit(.minutes(5)))
struct SimulatedRouterTests {
    private let fixture: SimulationFixture
    private let table: SimulationTable

    init() throws {
        fixture = try SimulationFixture()
        table = try fixture.simulated()
    }

    /// Serves the first forty prompts, and learns after every tenth.
    private func served(seed: UInt64, logPath: String) async throws -> (choices: [Int], router: SimulatedRouter) {
        let settings = SimulationSettings(
            requestCount: 40, tradeoff: try Tradeoff(7), policy: ThompsonPolicy(floor: 0.05), checkpoints: [40],
            recipe: LearningRecipe())
        var router = try await SimulatedRouter(
            table: table, prior: fixture.prior, settings: settings, logPath: logPath)
        var random = SplitMix64(seed: seed)
        var choices: [Int] = []
        for (number, row) in table.rows.prefix(40).enumerated() {
            choices.append(try router.serve(row, number: number, seed: random.next()))
            if number % 10 == 9 { try await router.learn() }
        }
        try await router.close()
        return (choices, router)
    }

    private func log(_ name: String) -> String { fixture.folder.appendingPathComponent(name + ".sqlite").path }

    @Test("the same seed gives the same choices and the same model, and another seed others")
    func reproducible() async throws {
        let (one, again) = (
            try await served(seed: 1, logPath: log("one")), try await served(seed: 1, logPath: log("again"))
        )
        #expect(one.choices == again.choices)
        let input = one.router.maker.scorer.headInput(table.rows[50].features)
        let estimates = [one, again].map { $0.router.maker.scorer.estimates(input: input, promptTokens: 100) }
        #expect(estimates[0] == estimates[1])
        #expect(try await served(seed: 2, logPath: log("other")).choices != one.choices)
    }

    @Test("it logs what it serves, and sees only the outcome of its choice")
    func logged() async throws {
        let choices = try await served(seed: 3, logPath: log("log")).choices
        var records: [LearningRecord] = []
        try await OutcomeLogReader.open(log("log")).forEachLearningRecord { records += $0 }
        #expect(records.compactMap(\.choice) == choices && records.allSatisfy(\.wasDrawn))
        #expect(records.first?.bundle == fixture.prior.id)
        for (record, row) in zip(records, table.rows) {
            let outcome = try #require(record.choice.map { row.outcomes[$0] })
            #expect(SimulationSettings.rules.reward(of: record.signals)?.value == outcome.score)
            #expect(record.costUSD == outcome.costUSD && record.completionTokens == outcome.completionTokens)
        }
    }
}
