import RouterConfiguration
import RouterCore
import RouterFeatures
import RouterModel
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("Own outcomes of records")
struct OwnOutcomeReadingTests {
    private func reading(_ fixture: BundleFixture) throws -> OwnOutcomeReading {
        let (setup, bundle) = (try fixture.learningSetup(), try fixture.setup().bundle())
        return OwnOutcomeReading(
            scorer: bundle.model.scorer(for: try setup.configuredPool()),
            schemaVersion: bundle.extractor.schema.version, rules: setup.configuration.rewards)
    }

    @Test("a reply teaches about the candidate that gave it, whoever was chosen first")
    func answering() async throws {
        let fixture = try BundleFixture()
        try await LoggedTraffic().write(0..<1, to: fixture.logPath, fixture.learningSetup())
        let record = try #require(await fixture.records().first)
        let reading = try reading(fixture)
        for place in 0..<2 {
            let outcome = try #require(reading.outcome(of: record.with(answeredBy: place)))
            #expect(outcome.candidate == record.pool[place])
            #expect(outcome.input == reading.scorer.headInput(record.features) && outcome.weight == 1)
            #expect(outcome.completionTokens == 100 && outcome.durationSeconds == 1.5)
            #expect(outcome.reward == record.signals.last?.value)
        }
    }

    @Test("where nobody answered, nothing is known of the reply, or the features are others, there is nothing to learn")
    func nothing() async throws {
        let fixture = try BundleFixture()
        try await LoggedTraffic().write(0..<1, to: fixture.logPath, fixture.learningSetup())
        let record = try #require(await fixture.records().first)
        let reading = try reading(fixture)
        #expect(reading.outcome(of: record) != nil)
        #expect(reading.outcome(of: record.with(answeredBy: .some(nil))) == nil)
        // The rules say that what the router saw weighs nothing.
        #expect(reading.outcome(of: record.with(signals: Array(record.signals.prefix(1)))) == nil)
        #expect(reading.outcome(of: record.with(features: record.features.under(schemaVersion: 1))) == nil)
    }
}
