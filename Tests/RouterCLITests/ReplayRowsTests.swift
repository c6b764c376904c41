import RouterConfiguration
import RouterCore
import RouterFeatures
import RouterModel
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("Replay rows")
struct ReplayRowsTests {
    private let fixture: BundleFixture
    private let records: [LearningRecord]

    init() async throws {
        fixture = try BundleFixture()
        try await LoggedTraffic().write(0..<40, to: fixture.logPath, fixture.learningSetup())
        records = try await fixture.records()
    }

    private func rows(
        _ records: [LearningRecord], choice: ReplayTarget.Choice = .logged, pool: CandidatePool? = nil,
        isRepriced: Bool = false
    ) throws -> ReplayRows {
        let setup = try fixture.learningSetup()
        let (bundle, configured) = (try setup.bundle(), try pool ?? setup.configuredPool())
        let target = ReplayTarget(name: "target", choice: choice, pool: configured, tradeoff: .balanced)
        var rows = ReplayRows(
            targets: [target], pool: configured, model: bundle.model, extractor: bundle.extractor,
            tradeoff: .balanced, rules: setup.configuration.rewards, isRepriced: isRepriced)
        for record in records { rows.add(record) }
        return rows
    }

    @Test("a drawn decision with a reward is a sample with the logged probabilities")
    func samples() throws {
        let rows = try rows(records)
        let samples = rows.samples(of: 0, .quality)
        #expect(rows.count == 40 && samples.count == 40 && rows.leftOut == .init())
        for (sample, record) in zip(samples, records) {
            #expect(sample.choice == record.choice && sample.reward == record.signals.last?.value)
            #expect(sample.loggingProbabilities == record.probabilities)
            #expect(sample.targetProbabilities == record.probabilities && sample.modelledRewards.count == 2)
        }
    }

    @Test("the measures fit each other and their ranges")
    func measures() throws {
        let rows = try rows(records)
        let rate = Tradeoff.balanced.qualityPerUSD
        let samples = [.quality, .costUSD, .utility].map { (measure: ReplayRows.Measure) in
            for sample in rows.samples(of: 0, measure) {
                for value in [sample.reward] + sample.modelledRewards {
                    #expect(rows.range(of: measure).contains(value))
                }
            }
            return rows.samples(of: 0, measure).map(\.reward)
        }
        for place in records.indices {
            #expect(samples[1][place] == records[place].costUSD)
            #expect(samples[2][place] == samples[0][place] - rate * samples[1][place])
        }
    }

    @Test(
        "what a client, a conversation, a judge or an import has chosen was drawn from nothing",
        arguments: ["named", "pinned", "sticky", "order(price)", "judge_compare", "imported"])
    func notDrawn(policy: String) throws {
        let rows = try rows(records.map { $0.with(policy: policy) })
        #expect(rows.count == 0 && rows.leftOut.notDrawn == 40)
    }

    @Test("nor was a degraded decision, or one whose probabilities are no distribution")
    func degraded() throws {
        let broken = [
            records[0].with(degradedBy: "no_bundle"), records[1].with(probabilities: [0.5, 0.25]),
            records[2].with(probabilities: records[2].choice == 0 ? [0, 1] : [1, 0]),
        ]
        let rows = try rows(broken)
        #expect(rows.count == 0 && rows.leftOut.notDrawn == 3)
    }

    @Test("what is left out is counted by its reason")
    func leftOut() throws {
        let rows = try rows([
            records[0].with(signals: []), records[1].with(features: records[1].features.under(schemaVersion: 1)),
            records[2],
        ])
        #expect(rows.count == 1 && rows.leftOut == .init(withoutReward: 1, otherSchema: 1))
        let other = try CandidatePool([Candidate(id: "other", provider: "lab", upstreamModel: "other")])
        #expect(try self.rows(records, choice: .random, pool: other).leftOut == .init(withoutCandidate: 40))
    }

    @Test("another price list changes what requests have cost and what they are expected to cost")
    func repriced() throws {
        let prices = ["curious=20,80", "steady=1,4"].compactMap { PriceOption(argument: $0) }
        let pool = try fixture.setup().configuredPool().repriced(prices)
        let (before, after) = (try rows(records), try rows(records, pool: pool, isRepriced: true))
        for (one, other) in zip(before.samples(of: 0, .costUSD), after.samples(of: 0, .costUSD)) {
            let factor = one.choice == 0 ? 10.0 : 1
            #expect(abs(other.reward - factor * one.reward) <= 1e-15)
            #expect(abs(other.modelledRewards[0] - 10 * one.modelledRewards[0]) <= 1e-12)
            #expect(other.modelledRewards[1] == one.modelledRewards[1])
        }
        #expect(after.samples(of: 0, .quality).map(\.reward) == before.samples(of: 0, .quality).map(\.reward))
    }

    @Test("an unknown cost is what was expected")
    func unknownCost() throws {
        let record = records[0].with(completionTokens: .some(nil), costUSD: .some(nil))
        for isRepriced in [false, true] {
            let sample = try #require(try rows([record], isRepriced: isRepriced).samples(of: 0, .costUSD).first)
            #expect(abs(sample.reward - sample.modelledRewards[sample.choice]) <= 1e-12)
        }
    }
}
