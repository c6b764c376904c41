import Foundation
import RouterCore
import RouterModel
import RouterOutcomeLog
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("Simulation runs", .timeLimit(.minutes(5)))
struct SimulationRunTests {
    private let fixture: SimulationFixture
    private let table: SimulationTable
    private let settings: SimulationSettings

    init() throws {
        fixture = try SimulationFixture()
        table = try fixture.simulated()
        settings = SimulationSettings(
            requestCount: 100, tradeoff: try Tradeoff(7), policy: ThompsonPolicy(floor: 0.05), checkpoints: [60, 100],
            recipe: LearningRecipe())
    }

    private func log() -> String { fixture.folder.appendingPathComponent("\(UUID().uuidString).sqlite").path }

    @Test("a run serves, logs and learns, and the same seed gives the same run to the last bit")
    func reproducible() async throws {
        let run = SimulationRun(table: table, prior: fixture.prior, settings: settings)
        let (first, second) = (log(), log())
        var shares: [Double] = []
        let path = try await run.path(seed: 1, logPath: first) { shares.append($0) }
        let again = try await run.path(seed: 1, logPath: second) { _ in }
        let other = try await run.path(seed: 2, logPath: log()) { _ in }
        #expect(path.steps.count == 100 && path.checkpoints.map(\.requestCount) == [60, 100])
        #expect(shares == shares.sorted() && shares.last == 1)
        #expect(path.steps.map(\.router) == again.steps.map(\.router))
        #expect(path.steps.map(\.featureless) == again.steps.map(\.featureless))
        #expect(path.checkpoints.map(\.learned) == again.checkpoints.map(\.learned))
        #expect(path.steps.map(\.bestSingle) != other.steps.map(\.bestSingle))
        for step in path.steps {
            #expect((0...1).contains(step.quality) && step.router <= step.quality)
            #expect(abs(step.router - (step.quality - settings.tradeoff.qualityPerUSD * step.costUSD)) <= 1e-12)
        }
        var records: [LearningRecord] = []
        try await OutcomeLogReader.open(first).forEachLearningRecord { records += $0 }
        #expect(records.count == 100 && records.allSatisfy(\.wasDrawn))
        #expect(records.first?.bundle == fixture.prior.id)
        #expect(Set(records.compactMap(\.choice)).count == 2)
    }

    @Test("the best single candidate of a run is no worse than even chance over it")
    func references() async throws {
        let path = try await SimulationRun(table: table, prior: fixture.prior, settings: settings)
            .path(seed: 3, logPath: log()) { _ in }
        let (best, random) = (
            path.steps.reduce(0) { $0 + $1.bestSingle }, path.steps.reduce(0) { $0 + $1.random }
        )
        // Of two candidates, chance is the mean of both.
        #expect(best >= random)
    }
}
