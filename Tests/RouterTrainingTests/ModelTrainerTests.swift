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
        recipe.kernelGrid = [6, 18].map { KernelWeights(surface: 0.3, dense: 0.3, landmarks: 0.5, ridge: $0) }
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
        // Products as small as these OpenBLAS does not divide; of larger ones the last digits depend on its threads.
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

    @Test("a dense block is learned from, and read by the model that was trained on it", arguments: UInt64(1)...2)
    func denseBlock(seed: UInt64) throws {
        var data = DenseData(seed: seed)
        let model = try ModelTrainer.train(data.set(rows: 500), recipe: recipe)
        #expect(isFinite(model))
        let scorer = model.scorer(for: try model.ownPool())
        var right = 0
        for _ in 0..<300 {
            let (features, isHard) = data.prompt()
            if (scorer.estimates(for: features)[0].quality < 0.5) == isHard { right += 1 }
        }
        // By chance 150 ± 9.
        #expect(right > 230, "seed \(seed)")
    }

    @Test("the finished map sees in a prompt what the fit saw in it without its outcomes")
    func mapMatchesFit() throws {
        var data = DenseData(seed: 4)
        let source = data.set(rows: 300)
        var set = TrainingSet(schema: DenseData.schema)
        for name in source.names { _ = set.candidateIndex(name) }
        let rows = (0..<300).map { row in
            // A mean far from 0 shows whether it is taken out alike.
            FeatureVector(
                schemaVersion: 2, surface: source.surface[row * 2..<row * 2 + 2].map { 5 + 3 * $0 },
                dense: source.dense[row * 4..<row * 4 + 4].map { $0 + 0.75 },
                hashed: SparseVector(indices: source.hashed.rowIndices(row), values: source.hashed.rowValues(row)),
                promptTokens: 1, extent: ReadExtent(totalBytes: 1, readBytes: 1))
        }
        for (row, features) in rows.enumerated() { set.append(features, source.observations[row]) }
        var recipe = DenseData.recipe
        recipe.defaultKernel = KernelWeights(surface: 0.3, dense: 1, landmarks: 0.5, ridge: 3)
        let fit = try SkillMapFit(set, recipe: recipe) { _ in }
        let k = fit.skillCount
        let difficulties = rows.map { Double(fit.map.headInput($0)[1]) }
        let others = (0..<300).map { Double(fit.outOfFoldSkills[$0 * k]) }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        // Out of fold they have mean 0 and deviation 1; a map of five rows for four has nearly the same.
        let product = mean(zip(difficulties, others).map { $0 * $1 })
        let deviation = mean(difficulties.map { $0 * $0 }).squareRoot()
        #expect(abs(mean(difficulties)) < 0.1 && abs(deviation - 1) < 0.2)
        #expect(product / deviation > 0.95)
    }

    @Test("calibrated quality never falls with the score, even where outcomes are noise", arguments: UInt64(1)...6)
    func monotone(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var data = PlantedData(abilities: [0.5, 0.5, 0.5], seed: seed)
        var set = TrainingSet(schema: PlantedData.schema)
        let candidates = (0..<3).map { set.candidateIndex("model-\($0)") }
        for _ in 0..<40 {
            set.append(
                data.prompt().features,
                candidates.map {
                    Observation(
                        candidate: $0, score: random.nextUnit().rounded(), costUSD: nil, completionTokens: nil)
                })
        }
        let model = try ModelTrainer.train(set, recipe: recipe)
        for head in model.heads + [model.meanHead] { #expect(head.calibration.slope >= 0, "seed \(seed)") }
    }

    @Test("outcomes beyond the set count in any order, one by one or many at a time")
    func additions() throws {
        var data = PlantedData(abilities: [0.4, 0.6], seed: 6)
        let set = data.set(rows: 60)
        let more = (0..<300).map { _ -> (FeatureVector, [Observation]) in
            let (features, chances) = data.prompt()
            return (
                features,
                chances.enumerated().map {
                    Observation(candidate: $0, score: data.draw($1) ? 1 : 0, costUSD: nil, completionTokens: nil)
                }
            )
        }
        var (one, two) = (try ModelTrainer(set, recipe: recipe), try ModelTrainer(set, recipe: recipe))
        let before = try one.model()
        for (features, observations) in more { one.add(features, observations) }
        for (features, observations) in more.reversed() { two.add(features, observations) }
        let (first, second) = (try one.model(), try two.model())
        for (index, head) in first.heads.enumerated() {
            #expect(head.outcomeCount == 360 && before.heads[index].outcomeCount == 60)
            let solved = more.reduce(0) { $0 + $1.1[index].score } + before.heads[index].meanScore * 60
            #expect(abs(head.meanScore - solved / 360) <= 1e-12)
            #expect(head.weights != before.heads[index].weights)
            for (a, b) in zip(head.weights, second.heads[index].weights) {
                // Sums in another order, in Double; then each weight is rounded to Float.
                #expect(abs(a - b) <= 4 * .ulpOfOne * max(1, abs(a)))
            }
        }
        #expect(isFinite(first))
    }

    @Test("a thousand candidates with few prompts train to finite numbers")
    func thousandCandidates() throws {
        var data = PlantedData(abilities: (0..<1_000).map { 0.3 + 0.0004 * Double($0) }, seed: 12)
        let model = try ModelTrainer.train(data.set(rows: 12, presence: 0.5), recipe: recipe)
        #expect(model.heads.count > 990)
        #expect(isFinite(model))
        #expect(model.shiftDeviations.count == model.heads.count * model.heads.count)
        let estimates = model.scorer(for: try model.ownPool()).estimates(for: data.prompt().features)
        #expect(estimates.allSatisfy { (0...1).contains($0.quality) && $0.qualitySD.isFinite })
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

    @Test("progress goes up to one and never beyond, with and without a choice of settings", arguments: [20, 220])
    func progress(rows: Int) throws {
        let seen = ProgressLog()
        var data = PlantedData(abilities: [0.4, 0.6], seed: 1)
        _ = try ModelTrainer.train(data.set(rows: rows), recipe: recipe) { seen.add($0) }
        #expect(seen.values.max() == 1 && seen.values.allSatisfy { (0...1).contains($0) })
        #expect(seen.values.count { $0 == 1 } == 1)
        // One block of targets in each fold and for all rows; before them one in each fold for either choice.
        #expect(seen.values.count == recipe.foldCount + 1 + (rows < 200 ? 0 : 2 * recipe.tuningFoldCount))
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
