import RouterConfiguration
import RouterCore
import RouterModel
import RouterOutcomeLog
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("Retraining jobs", .timeLimit(.minutes(5)))
struct RetrainJobTests {
    private let fixture: BundleFixture
    private let setup: Setup

    init() throws {
        fixture = try BundleFixture()
        var setup = try fixture.learningSetup()
        // More than any challenger earns here.
        setup.configuration.retrain.margin = 0.9
        self.setup = setup
    }

    private func job() throws -> RetrainJob { try RetrainJob(setup, since: nil) }

    private func result(_ count: Int) async throws -> RetrainingResult {
        try await LoggedTraffic().write(0..<count, to: fixture.logPath, setup)
        return try await job().retraining.run([OutcomeLogReader.open(fixture.logPath)])
    }

    @Test("each look since the champion took office asks for more, and other verdicts are no looks")
    func looks() throws {
        #expect(try job().retraining.look == 1)
        let added = try fixture.store.add { _ = try BundleFixture.write(0.25, to: $0) }.version.description
        for look in 1...2 { try fixture.store.refuse(added, reason: "no better", metrics: ["look": Double(look)]) }
        try fixture.store.refuse(added, reason: "unsupported")
        #expect(try job().retraining.look == 3)
        try fixture.promote(0.5)
        #expect(try job().retraining.look == 1)
        _ = try fixture.store.rollback()
        #expect(try job().retraining.look == 1)
    }

    @Test("a challenger that is held against the margin is a look, which the next retraining counts")
    func held() async throws {
        let result = try await result(400)
        #expect(result.promotion?.verdict == .refuse(.notBetter))
        #expect(try job().isLook(result))
        let stored = try job().store(result)
        #expect(stored.state == .refused && stored.latest?.metrics?["look"] == 1)
        #expect(try job().retraining.look == 2)
    }

    @Test("a verdict that rests on too few samples is no look")
    func tooFew() async throws {
        let result = try await result(40)
        #expect(result.isUndecided && result.promotion?.figures.sampleCount == 20)
        #expect(try !job().isLook(result))
        #expect(try job().store(result).latest?.metrics?["look"] == nil)
        #expect(try job().retraining.look == 1)
    }
}
