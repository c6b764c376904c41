import Foundation
import RouterCore
import RouterModel
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("Simulation runs", .timeLimit(.minutes(5)))
struct SimulationRunTests {
    @Test("a run is served request by request, held against others, and judged where it is to be")
    func path() async throws {
        let fixture = try SimulationFixture()
        let table = try fixture.simulated()
        // So few that the full-information learner does not cross-validate.
        let settings = SimulationSettings(
            requestCount: 28, tradeoff: try Tradeoff(7), policy: ThompsonPolicy(floor: 0.05), checkpoints: [28],
            recipe: LearningRecipe())
        let path = try await SimulationRun(table: table, prior: fixture.prior, settings: settings)
            .path(seed: 1, logPath: fixture.folder.appendingPathComponent("run.sqlite").path) { _ in }
        #expect(path.steps.count == 28 && path.checkpoints.map(\.requestCount) == [28])
        let (best, random) = (path.steps.map(\.bestSingle), path.steps.map(\.random))
        // Even chance is the mean of both candidates.
        #expect(best.reduce(0, +) >= random.reduce(0, +))
        for step in path.steps {
            #expect((0...1).contains(step.quality) && step.router <= step.quality)
            #expect(abs(step.router - (step.quality - settings.tradeoff.qualityPerUSD * step.costUSD)) <= 1e-12)
        }
    }
}
