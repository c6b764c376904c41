import Foundation
import RouterConfiguration
import RouterCore
import RouterFeatures
import RouterModel
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("Gathered outcomes")
struct GatheredOutcomesTests {
    private let fixture: BundleFixture
    private let records: [LearningRecord]

    init() async throws {
        fixture = try BundleFixture()
        try await LoggedTraffic().write(0..<60, to: fixture.logPath, fixture.learningSetup())
        records = try await fixture.records()
    }

    private func gathered(
        _ batches: [ArraySlice<LearningRecord>], halfLife: TimeInterval? = nil, isNew: Bool = false
    ) throws -> GatheredOutcomes {
        let setup = try fixture.learningSetup()
        var gathered = GatheredOutcomes(
            base: try setup.bundle(), pool: try setup.configuredPool(), rules: setup.configuration.rewards,
            halfLife: halfLife)
        for batch in batches { gathered.add(Array(batch), isNew: isNew) }
        return gathered
    }

    private func inputSums(_ gathered: GatheredOutcomes) -> [Double] {
        gathered.statistics.candidates.flatMap {
            [gathered.statistics.count(of: $0), gathered.statistics.meanReward(of: $0) ?? 0]
        }
    }

    @Test("records count with what says so, and rewards are the users'")
    func counts() throws {
        let gathered = try gathered([records[...]])
        #expect(gathered.recordCount == 60 && gathered.statistics.count == 60)
        #expect(gathered.evidence == [.feedback: 60])
        let rewards = records.filter { $0.answeredBy == 0 }.map { $0.signals.last?.value ?? 0 }
        let mean = try #require(gathered.statistics.meanReward(of: "curious"))
        #expect(abs(mean - rewards.reduce(0, +) / Double(rewards.count)) <= 60 * .ulpOfOne)
    }

    @Test("an outcome counts half when it is a half-life old, however the records are divided into batches")
    func fading() throws {
        let halfLife: TimeInterval = 15 * 60
        // A request a minute: the oldest of 60 is 59/15 half-lives old.
        let want = (0..<60).reduce(0) { $0 + exp2(-Double($1) / 15) }
        let divisions = [[60], [1, 59], [20, 20, 20], [Int](repeating: 1, count: 60)]
        let gathered = try divisions.map { sizes in
            var start = 0
            return try self.gathered(
                sizes.map { size in
                    defer { start += size }
                    return records[start..<start + size]
                }, halfLife: halfLife)
        }
        for one in gathered {
            #expect(abs(one.statistics.count - want) <= 1e-9)
            for (got, first) in zip(inputSums(one), inputSums(gathered[0])) { #expect(abs(got - first) <= 1e-9) }
            #expect(abs(one.recent.reduce(0) { $0 + $1.weight } - want) <= 1e-9)
        }
        #expect(try self.gathered([records[...]]).recent.allSatisfy { $0.weight == 1 })
    }

    @Test("records of two routers that served at the same time say the same as those of one, also where they fade")
    func twoLogs() throws {
        let (even, odd) = (
            records.enumerated().filter { $0.offset % 2 == 0 }.map(\.element),
            records.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        )
        for halfLife in [nil, 600.0] {
            let one = try gathered([records[...]], halfLife: halfLife)
            let two = try gathered([even[...], odd[...]], halfLife: halfLife)
            #expect(one.recordCount == two.recordCount)
            for (got, want) in zip(inputSums(two), inputSums(one)) { #expect(abs(got - want) <= 1e-9) }
            #expect(two.recent.map(\.candidate) == one.recent.map(\.candidate))
            for (got, want) in zip(two.recent, one.recent) { #expect(abs(got.weight - want.weight) <= 1e-12) }
        }
    }

    @Test("prompts and errors of the newest part are watched apart from those before")
    func windows() throws {
        var gathered = try gathered([records[..<40]])
        gathered.add(Array(records[40...]), isNew: true)
        #expect(gathered.olderErrors.moments.values.reduce(0) { $0 + $1.count } == 40)
        #expect(gathered.newerErrors.moments.values.reduce(0) { $0 + $1.count } == 20)
    }

    @Test("features of another schema are counted as decisions and teach nothing")
    func otherSchema() throws {
        let gathered = try gathered([records.map { $0.with(features: $0.features.under(schemaVersion: 1)) }[...]])
        #expect(gathered.recordCount == 60 && gathered.statistics.count == 0 && gathered.recent.isEmpty)
    }

    @Test("the best single candidate is the one of the highest mean utility, of those that are known well enough")
    func bestSingle() throws {
        let pool = try fixture.setup().configuredPool()
        let gathered = try gathered([records[...]])
        #expect(gathered.bestSingle(qualityPerUSD: 0, among: pool) == "curious")
        // A hundred tokens cost .0004 more than the other candidate's, which is then worth more than all quality.
        #expect(gathered.bestSingle(qualityPerUSD: 1e5, among: pool) == "steady")
        #expect(try self.gathered([records[..<5]]).bestSingle(qualityPerUSD: 0, among: pool) == nil)
    }
}
