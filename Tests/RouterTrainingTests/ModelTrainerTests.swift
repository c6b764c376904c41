import Foundation
import RouterCore
import RouterNumerics
import Testing

@testable import RouterModel
@testable import RouterTraining

@Suite("Model trainer")
struct ModelTrainerTests {
    /// The default recipe for data of this size: fewer landmarks, weaker pulls.
    private var recipe: TrainingRecipe {
        var recipe = TrainingRecipe()
        recipe.landmarkCount = 16
        return recipe
    }

    private func bytes(_ model: ScoringModel) throws -> Data { try ModelTensors.tensors(of: model).encoded() }

    private func isFinite(_ model: ScoringModel) -> Bool {
        ModelTensors.tensors(of: model).tensors.values.allSatisfy { $0.values.allSatisfy(\.isFinite) }
    }

    /// Mean AUC over candidates on fresh prompts of the same data.
    private func auc(_ model: ScoringModel, _ data: inout PlantedData, rows: Int) throws -> Double {
        let scorer = model.scorer(for: try model.ownPool())
        let fresh = (0..<rows).map { _ -> RoutingMetrics.Row in
            let (features, chances) = data.prompt()
            let scores = chances.map { data.draw($0) ? 1.0 : 0 }
            let unknown = [Double?](repeating: nil, count: scores.count)
            return .init(
                scores: scores, costsUSD: unknown, qualities: scorer.estimates(for: features).map(\.quality),
                forecastsUSD: unknown)
        }
        return RoutingMetrics(fresh, bestSingle: 0).auc ?? 0
    }

    @Test(
        "planted structure is found again on fresh prompts, with all outcomes or a third of them",
        arguments: [1.0, 0.35], UInt64(1)...2)
    func learns(presence: Double, seed: UInt64) throws {
        var data = PlantedData(abilities: [0.4, 0.5, 0.6, 0.5], seed: seed)
        let model = try ModelTrainer.train(data.set(rows: 900, presence: presence), recipe: recipe)
        // Chances .1…: knowing both planted bits gives an AUC near .8, difficulty alone near .75; the standard error of one
        // candidate's AUC on 1,000 prompts is below .016 (Hanley & McNeil 1982), so chance is 12 deviations below .7.
        #expect(try auc(model, &data, rows: 1_000) > 0.7, "seed \(seed)")
        #expect(model.candidateNames == (0..<4).map { "model-\($0)" })
        #expect(isFinite(model))
    }

    @Test("prompts suited to a candidate raise it above the others")
    func skills() throws {
        var data = PlantedData(abilities: [0.5, 0.5, 0.5, 0.5], seed: 5)
        var recipe = recipe
        recipe.headSkillRidge = 20
        let model = try ModelTrainer.train(data.set(rows: 1_500), recipe: recipe)
        let scorer = model.scorer(for: try model.ownPool())
        var right = 0
        for _ in 0..<400 {
            let (features, chances) = data.prompt()
            let qualities = scorer.estimates(for: features).map(\.quality)
            if chances[RoutingMetrics.argmax(qualities)] == chances.max() { right += 1 }
        }
        // By chance half of the picks are right: 200 ± 10.
        #expect(right > 300)
    }

    @Test("the same seed gives the same bytes, on one thread and on several; another seed gives others")
    func deterministic() throws {
        var data = PlantedData(abilities: [0.4, 0.5, 0.6], seed: 9)
        let set = data.set(rows: 300, presence: 0.8)
        let first = try bytes(ModelTrainer.train(set, recipe: recipe))
        #expect(try bytes(ModelTrainer.train(set, recipe: recipe)) == first)
        let threads = LinearAlgebra.library.threadCount
        LinearAlgebra.setThreadCount(threads == 1 ? 2 : 1)
        defer { LinearAlgebra.setThreadCount(threads) }
        #expect(try bytes(ModelTrainer.train(set, recipe: recipe)) == first)
        var other = recipe
        other.seed = 1
        #expect(try bytes(ModelTrainer.train(set, recipe: other)) != first)
    }

    @Test("many candidates with outcomes few and far between train to finite numbers")
    func sparse() throws {
        var data = PlantedData(abilities: (0..<20).map { 0.3 + 0.02 * Double($0) }, seed: 11)
        var set = data.set(rows: 60, presence: 0.1)
        _ = set.candidateIndex("never tried")
        let model = try ModelTrainer.train(set, recipe: recipe)
        #expect(isFinite(model))
        #expect(!model.candidateNames.contains("never tried"))
        #expect(model.heads.allSatisfy { $0.outcomeCount > 0 && (0...1).contains($0.meanScore) })
    }

    @Test(
        "one candidate, ten prompts, constant columns and equal scores train to finite numbers",
        arguments: [0.0, 0.5, 1])
    func degenerate(score: Double) throws {
        var set = TrainingSet(schema: PlantedData.schema)
        let candidate = set.candidateIndex("only")
        for row in 0..<10 {
            let features = FeatureVector(
                schemaVersion: 1, surface: [1, 2, 3],
                hashed: row % 2 == 0 ? .empty : SparseVector(indices: [5], values: [1]),
                promptTokens: 10, extent: ReadExtent(totalBytes: 1, readBytes: 1))
            set.append(features, [Observation(candidate: candidate, score: score, costUSD: nil, completionTokens: nil)])
        }
        let model = try ModelTrainer.train(set, recipe: recipe)
        #expect(isFinite(model))
        #expect(model.candidateNames == ["only"])
        let estimate = model.scorer(for: try model.ownPool()).estimates(
            for: FeatureVector(
                schemaVersion: 1, surface: [1, 2, 3], hashed: .empty, promptTokens: 10,
                extent: ReadExtent(totalBytes: 1, readBytes: 1)))[0]
        // Ten outcomes alike beside a prior of one good and one bad: on the right side of ½, and ½ itself for ½.
        #expect((estimate.quality - 0.5).sign == (score < 0.5 ? .minus : .plus) || abs(estimate.quality - 0.5) < 1e-6)
        #expect(abs(estimate.quality - (10 * score + 1) / 12) < 0.1)
        #expect(estimate.costUSD == nil)
    }

    @Test("ten prompts of random outcomes train to finite numbers", arguments: UInt64(1)...5)
    func tenPrompts(seed: UInt64) throws {
        var data = PlantedData(abilities: [0.4, 0.6], seed: seed)
        #expect(isFinite(try ModelTrainer.train(data.set(rows: 10), recipe: recipe)), "seed \(seed)")
    }

    @Test("too few rows and rows without outcomes are errors that say so")
    func errors() throws {
        let empty = TrainingSet(schema: PlantedData.schema)
        let noRows = try #require(throws: TrainingError.self) { try ModelTrainer.train(empty, recipe: recipe) }
        #expect(noRows.code == .noRows)
        var data = PlantedData(abilities: [0.5], seed: 1)
        let noOutcomes = try #require(throws: TrainingError.self) {
            try ModelTrainer.train(data.set(rows: 8, presence: 0), recipe: recipe)
        }
        #expect(noOutcomes.code == .noOutcomes)
        let four = try #require(throws: TrainingError.self) {
            try ModelTrainer.train(data.set(rows: 4), recipe: recipe)
        }
        #expect(four.description.contains("4 rows") && four.description.contains("5"))
    }

    @Test("progress goes up to one and never beyond")
    func progress() throws {
        let seen = ProgressLog()
        var data = PlantedData(abilities: [0.4, 0.6], seed: 1)
        _ = try ModelTrainer.train(data.set(rows: 20), recipe: recipe) { seen.add($0) }
        #expect(seen.values.last == 1 && seen.values.allSatisfy { (0...1).contains($0) })
        #expect(seen.values.count == recipe.foldCount + 1)
    }

    @Test("prices of the tables are those of the heads")
    func prices() throws {
        var data = PlantedData(abilities: [0.4, 0.6], seed: 3)
        let model = try ModelTrainer.train(data.set(rows: 200), recipe: recipe)
        for (index, head) in model.heads.enumerated() {
            // Planted: (prompt + 4 · completion) · (index + 1) USD per million; see PriceFitTests for the bound.
            #expect(abs((head.price.promptUSDPerMillion ?? 0) - Double(index + 1)) <= 1e-4)
            #expect(abs((head.price.completionUSDPerMillion ?? 0) - 4 * Double(index + 1)) <= 4e-4)
        }
    }
}
