import RouterConfiguration
import RouterCore
import RouterFeatures
import RouterModel
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("Replay evaluation")
struct ReplayEvaluationTests {
    @Test("the logging policy itself has earned the mean reward and cost of the log, and a better candidate more")
    func values() async throws {
        let fixture = try BundleFixture()
        let setup = try fixture.learningSetup()
        try await LoggedTraffic(policy: EpsilonGreedyPolicy(epsilon: 0.8)).write(0..<200, to: fixture.logPath, setup)
        let (bundle, pool) = (try setup.bundle(), try setup.configuredPool())
        let choices: [ReplayTarget.Choice] = [.logged, .single("curious"), .single("steady")]
        var rows = ReplayRows(
            targets: choices.map { ReplayTarget(name: "\($0)", choice: $0, pool: pool, tradeoff: .balanced) },
            pool: pool, model: bundle.model, extractor: bundle.extractor, tradeoff: .balanced,
            rules: setup.configuration.rewards)
        let records = try await fixture.records()
        for record in records { rows.add(record) }
        let evaluations = choices.indices.map { ReplayEvaluation(rows, target: $0, seed: 1) }
        let mean = rows.samples(of: 0, .utility).reduce(0) { $0 + $1.reward } / 200
        for estimator in [OffPolicyEstimate.Estimator.ips, .snips] {
            let value = try #require(evaluations[0].estimators.result(estimator)?.estimate.value)
            // Every importance weight is 1: 200 terms of at most 1.
            #expect(abs(value - mean) <= 200 * .ulpOfOne)
        }
        // The model's expectation under the policy takes the place of its value at the choice, which is right on average.
        #expect(evaluations[0].utility.interval.low <= mean && mean <= evaluations[0].utility.interval.high)
        #expect(evaluations[0].estimators.diagnostics.effectiveSampleSize.rounded() == 200)
        #expect(evaluations[1].quality.interval.low > evaluations[2].quality.interval.high)
        for evaluation in evaluations { #expect(evaluation.quality.interval.low <= evaluation.quality.value) }
        let again = ReplayEvaluation(rows, target: 1, seed: 1)
        #expect(again.quality.interval == evaluations[1].quality.interval)
    }
}
