import Foundation
import RouterConfiguration
import RouterCore
import RouterModel
import RouterOutcomeLog
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("Retraining", .timeLimit(.minutes(5)))
struct RetrainingTests {
    private let fixture: BundleFixture

    init() throws { fixture = try BundleFixture() }

    private func result(_ paths: [String]? = nil, setup: Setup? = nil) async throws -> RetrainingResult {
        let job = try RetrainJob(try setup ?? fixture.learningSetup(), since: nil)
        var logs: [OutcomeLogReader] = []
        for path in paths ?? [fixture.logPath] { logs.append(try await OutcomeLogReader.open(path)) }
        return try await job.retraining.run(logs)
    }

    @Test("a challenger that is clearly better becomes the champion, and a rollback goes back")
    func promoted() async throws {
        let setup = try fixture.learningSetup()
        try await LoggedTraffic().write(0..<600, to: fixture.logPath, setup)
        let result = try await result()
        #expect(result.promotion?.verdict == .promote && result.rows.count == 300)
        #expect(result.gathered.recordCount == 600 && result.gathered.statistics.count == 600)
        let stored = try RetrainJob(setup, since: nil).store(result)
        #expect(stored.version.description == "own-v1" && stored.state == .champion)
        #expect(try setup.bundlePlace().reason == "the champion, own-v1")
        #expect(stored.latest?.reason == result.reason && stored.latest?.metrics?["outcomes"] == 600)
        let champion = try setup.bundle()
        #expect(champion.manifest.settings.contains { $0.contains("own outcomes of curious, mean reward 0.") })
        let heads = champion.model.heads.filter { $0.ownOutcomeCount > 0 }
        #expect(heads.map(\.name) == ["curious", "steady"] && heads.reduce(0) { $0 + $1.ownOutcomeCount } == 600)
        #expect(heads[0].ability > 0.8 && heads[1].ability < 0.45)
        #expect(try fixture.store.rollback() == nil)
        #expect(try setup.bundlePlace().origin == .configuration)
    }

    @Test("the same log gives the same model and the same verdict")
    func reproducible() async throws {
        try await LoggedTraffic().write(0..<120, to: fixture.logPath, fixture.learningSetup())
        let (one, other) = (try await result(), try await result())
        #expect(one.model.heads == other.model.heads && one.promotion == other.promotion)
        #expect(one.promotion != nil)
    }

    @Test("what was never tried is refused: it cannot be judged")
    func unsupported() async throws {
        // The champion prefers the candidate that turns out bad, and does not explore.
        try fixture.promote(4)
        let setup = try fixture.learningSetup()
        var traffic = LoggedTraffic(policy: GreedyPolicy())
        traffic.chances = ["curious": 0.05, "steady": 0.9]
        try await traffic.write(0..<400, to: fixture.logPath, setup)
        let result = try await result()
        #expect(result.gathered.statistics.candidates == ["curious"])
        #expect(result.promotion?.verdict == .refuse(.unsupported))
        #expect(result.reason.contains("could not be logged"))
        let stored = try RetrainJob(setup, since: nil).store(result)
        #expect(stored.state == .refused && stored.latest?.reason == result.reason)
        #expect(try setup.bundlePlace().reason == "the champion, own-v1")
    }

    @Test("of too few outcomes it is said how many are missing")
    func tooFew() async throws {
        try await LoggedTraffic().write(0..<20, to: fixture.logPath, fixture.learningSetup())
        let result = try await result()
        #expect(result.promotion?.verdict == .tooLittleEvidence(missing: 20))
        #expect(result.isUndecided && result.reason.contains("about 20 more outcomes"))
    }

    @Test("decisions that clients made teach, and judge nothing")
    func named() async throws {
        let setup = try fixture.learningSetup()
        try await LoggedTraffic(policy: NamedPolicy()).write(0..<40, to: fixture.logPath, setup)
        let result = try await result()
        #expect(result.gathered.statistics.count == 40)
        #expect(result.rows.count == 0 && result.rows.leftOut.notDrawn == 20)
        #expect(result.promotion == nil && result.isUndecided && result.reason.hasPrefix("Too little evidence"))
        #expect(result.evaluations(seed: 1).isEmpty)
    }

    @Test("the logs of two routers together say the same as one log of both")
    func twoLogs() async throws {
        let setup = try fixture.learningSetup()
        let paths = ["one", "two"].map { fixture.folder.appendingPathComponent($0 + ".sqlite").path }
        let traffic = LoggedTraffic()
        try await traffic.write(0..<160, to: fixture.logPath, setup)
        try await traffic.write(stride(from: 0, to: 160, by: 2), to: paths[0], setup)
        try await traffic.write(stride(from: 1, to: 160, by: 2), to: paths[1], setup)
        let (one, two) = (try await result(), try await result(paths))
        #expect(two.gathered.recordCount == one.gathered.recordCount && two.rows.count == one.rows.count)
        #expect(two.gathered.evidence == one.gathered.evidence)
        for (got, want) in zip(two.model.heads, one.model.heads) {
            #expect(got.name == want.name && got.ownOutcomeCount == want.ownOutcomeCount)
            // Sums of 160 terms in another order, and their rounding to single precision.
            for (got, want) in zip(got.weights, want.weights) { #expect(abs(got - want) <= 1e-5) }
        }
        let figures = try [one, two].map { try #require($0.promotion?.figures) }
        #expect(abs(figures[0].difference - figures[1].difference) <= 1e-6)
    }

    @Test("outcomes that are old count less where they fade")
    func halfLife() async throws {
        var setup = try fixture.learningSetup()
        var traffic = LoggedTraffic()
        traffic.chances = ["curious": 0, "steady": 0]
        try await traffic.write(0..<50, to: fixture.logPath, setup)
        traffic.chances = ["curious": 1, "steady": 1]
        try await traffic.write(50..<100, to: fixture.logPath, setup)
        #expect(abs((try await result().gathered.statistics.meanReward(of: "curious") ?? 0) - 0.5) < 0.2)
        // A request a minute: the older half is more than two half-lives old.
        setup.configuration.retrain.halfLifeDays = 20.0 / 1_440
        #expect(try await result(setup: setup).gathered.statistics.meanReward(of: "curious") ?? 0 > 0.7)
    }

    @Test("a log without decisions, and one in which nothing is known of any reply, cannot be learned from")
    func nothing() async throws {
        let setup = try fixture.learningSetup()
        try await LoggedTraffic().write(0..<0, to: fixture.logPath, setup)
        let empty = await #expect(throws: RetrainingError.self) { try await result() }
        #expect(empty?.description.contains("no decision") == true)
        var traffic = LoggedTraffic()
        traffic.kind = ""
        try await traffic.write(0..<10, to: fixture.logPath, setup)
        let silent = await #expect(throws: RetrainingError.self) { try await result() }
        #expect(silent?.description.contains("none of the log's 10 decisions") == true)
    }
}

/// A client that names the first candidate.
private struct NamedPolicy: RoutingPolicy {
    let name = "named"

    func distribution(over context: PolicyContext) -> ActionDistribution {
        ActionDistribution(certain: 0, of: context.count)
    }
}
