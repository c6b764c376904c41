import Foundation
import RouterCore
import RouterModel
import Testing

@testable import RouterTraining

@Suite("Head learner")
struct HeadLearnerTests {
    /// Rounding of a raw score in single precision, through a slope of 4 and a derivative of at most ¼.
    private static let bound = 4 * Double(OwnData.order) * Double(Float.ulpOfOne)

    private func qualities(_ model: ScoringModel, _ pool: CandidatePool, _ input: [Float]) -> [Double] {
        model.scorer(for: pool).estimates(input: input, promptTokens: 100).map(\.quality)
    }

    @Test("learned from no outcomes, candidates have the qualities, the basis and the outcomes of what stands for them")
    func noOutcomes() throws {
        let pool = try OwnData.pool([
            ("steady", nil, nil), ("lab/curious", nil, nil), ("kin", nil, "curious"), ("dear", 10, nil),
            ("unheard-of", nil, nil),
        ])
        let learned = try HeadLearner(base: OwnData.base).model(OwnData.statistics([]), pool: pool, recent: [])
        var data = OwnData(seed: 1)
        let input = data.input()
        let (before, after) = (qualities(OwnData.base, pool, input), qualities(learned, pool, input))
        for (got, want) in zip(after, before) { #expect(abs(got - want) <= Self.bound) }
        #expect(before.indices.sorted { before[$0] > before[$1] } == after.indices.sorted { after[$0] > after[$1] })
        #expect(learned.scorer(for: pool).bases == OwnData.base.scorer(for: pool).bases)
        #expect(learned.scorer(for: pool).bases == [.ownHead, .ownHead, .like, .price, .mean])
        let heads = pool.candidates.map { learned.headPrior(of: $0).head }
        #expect(heads.allSatisfy { $0.ownOutcomeCount == 0 })
        #expect(heads.map(\.outcomeCount) == [1_000, 3_000, 0, 0, 0])
        #expect(
            heads.map(\.meanScore) == [
                0.5, Double(Float(0.4)), Double(Float(0.4)), Double(Float(0.45)), Double(Float(0.45)),
            ])
    }

    @Test("heads are put back under the same name, new ones behind them, and those of nobody stay as they are")
    func names() throws {
        var data = OwnData(seed: 2)
        let outcomes = data.outcomes("curious", 40, chance: 0.5) + data.outcomes("gone", 40, chance: 0.5)
        let learned = try OwnData.learned(outcomes, ["new", "curious"])
        #expect(learned.candidateNames == ["steady", "curious", "new", "gone"])
        #expect(learned.heads[0] == OwnData.base.heads[0])
        #expect(learned.heads[1].outcomeCount == 3_040 && learned.heads[1].ownOutcomeCount == 40)
        #expect(learned.heads[3].outcomeCount == 40 && learned.heads[3].basis == .ownHead)
        #expect(learned.heads[2].basis == .mean)
    }

    @Test("own outcomes move a candidate's quality towards its rewards, the further the more there are")
    func moves() throws {
        var data = OwnData(seed: 3)
        let input = data.input()
        let others = data.outcomes("steady", 500) { _ in 0.5 }
        let own = data.outcomes("curious", 500) { _ in 0.875 }
        let pool = try OwnData.pool([("steady", nil, nil), ("curious", nil, nil)])
        let distances = try [0, 5, 50, 500].map { count in
            abs(qualities(try OwnData.learned(others + own.prefix(count)), pool, input)[1] - 0.875)
        }
        #expect(zip(distances, distances.dropFirst()).allSatisfy(>), "\(distances)")
        // The level's pull is ten outcomes of 500, and the curve's that of two.
        #expect(distances[3] < 0.03)
    }

    @Test(
        "a level that all share leaves the best the best, and reaches a candidate without outcomes",
        arguments: [-0.25, 0.25])
    func sharedLevel(level: Double) throws {
        var data = OwnData(seed: 4)
        let outcomes =
            data.outcomes("steady", 80) { _ in 0.5 + level }
            + data.outcomes("curious", 30) { _ in Double(Float(0.4)) + level }
        let learned = try OwnData.learned(outcomes, ["steady", "curious", "unheard-of"])
        let names = ["steady", "curious", "unheard-of"]
        let levels = try names.map { name in
            Double(try #require(learned.heads.first { $0.name == name }).weights[0])
        }
        for (got, want) in zip(levels, [0.5, 0.4, 0.45]) { #expect(abs(got - want - level) <= Self.bound) }
        #expect(learned.heads[2].ownOutcomeCount == 0)
    }

    @Test("the basis becomes the candidate's own at the recipe's number of outcomes", arguments: [29, 30])
    func basis(count: Int) throws {
        var data = OwnData(seed: 5)
        let head = try #require(try OwnData.learned(data.outcomes("new", count, chance: 0.5), ["new"]).heads.last)
        #expect(head.basis == (count < 30 ? .mean : .ownHead) && head.ownOutcomeCount == count)
    }

    @Test("skills that prompts need are learned")
    func skills() throws {
        var data = OwnData(seed: 6)
        let outcomes =
            data.outcomes("steady", 1_000) { 0.5 + Double($0[1]) / 4 }
            + data.outcomes("curious", 1_000) { 0.5 - Double($0[1]) / 4 }
        let weights = try OwnData.learned(outcomes).heads.map { Double($0.weights[1]) }
        // The weakest pull is 30 outcomes of 1000 with a variance of 5/12.
        let bound: Double = 2 * 0.25 * 30 / (30 + 417)
        for (got, want) in zip(weights, [0.25, -0.25]) { #expect(abs(got - want) <= bound) }
    }

    @Test("inputs that are not finite are refused")
    func notFinite() throws {
        var data = OwnData(seed: 7)
        var input = data.input()
        input[2] = .nan
        #expect(throws: (any Error).self) {
            _ = try OwnData.learned([OwnOutcome(candidate: "steady", input: input, reward: 1)])
        }
    }

    // MARK: Bundles

    private func written(_ model: ScoringModel, _ body: (ModelBundle, URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("HeadLearner.\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let bundle = try ModelBundle.write(
            model, description: BundleDescription(name: "own", seed: 1, tables: [], metrics: []), embedding: nil,
            to: folder)
        try body(bundle, folder)
    }

    private func bytes(_ model: ScoringModel) throws -> [String: Data] {
        var files: [String: Data] = [:]
        try written(model) { _, folder in
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                files[name] = try Data(contentsOf: folder.appendingPathComponent(name))
            }
        }
        return files
    }

    @Test("the same outcomes give the same bytes, also in batches of another order")
    func reproducible() throws {
        var data = OwnData(seed: 8)
        let outcomes = ["steady", "curious", "new"].flatMap { data.outcomes($0, 64, chance: 0.5) }
        let pool = try OwnData.pool([("steady", nil, nil), ("new", nil, nil)])
        let learner = HeadLearner(base: OwnData.base)
        let whole = try bytes(learner.model(OwnData.statistics(outcomes), pool: pool, recent: outcomes))
        #expect(whole.count == 3)
        #expect(try bytes(learner.model(OwnData.statistics(outcomes), pool: pool, recent: outcomes)) == whole)
        var random = SplitMix64(seed: 9)
        var shuffled = OwnStatistics(order: OwnData.order)
        let order = random.permutation(of: outcomes.count)
        for start in stride(from: 0, to: order.count, by: 10) {
            shuffled.add(order[start..<min(order.count, start + 10)].map { outcomes[$0] })
        }
        // The inputs' products are multiples of 1/16: their sums are exact in every order.
        #expect(try bytes(learner.model(shuffled, pool: pool, recent: outcomes)) == whole)
    }

    @Test("a learned bundle survives writing and reading")
    func roundTrip() throws {
        var data = OwnData(seed: 10)
        let outcomes =
            data.outcomes("curious", 50, completionTokens: 200) { Double($0[1] + 1) / 2 }
            + data.outcomes("new", 12, chance: 0.25)
        let learned = try OwnData.learned(outcomes, ["steady", "curious", "new"])
        try written(learned) { bundle, folder in
            let read = try ModelBundle(folder: folder)
            #expect(read.model.heads == bundle.model.heads && read.id == bundle.id)
            #expect(read.model.shiftDeviations == bundle.model.shiftDeviations)
            #expect(read.model.heads.map(\.ownOutcomeCount) == [0, 50, 12])
            #expect(read.model.heads.map(\.basis) == [.ownHead, .ownHead, .mean])
            let latency = try #require(read.model.heads[1].latency)
            // All replies are equally long: their time is known, not what makes it up.
            #expect(abs(latency.seconds(completionTokens: 200) - 2.5) <= 1e-9)
        }
    }
}
