import Synchronization
import Testing

@testable import RouterTraining

@Suite("Kernel choice")
struct KernelChoiceTests {
    private static let surfaceKernel = KernelWeights(surface: 1, dense: 0, landmarks: 0, ridge: 6)
    private static let denseKernel = KernelWeights(surface: 0, dense: 1, landmarks: 0, ridge: 6)

    private var recipe: TrainingRecipe {
        var recipe = DenseData.recipe
        recipe.kernelGrid = [Self.surfaceKernel, Self.denseKernel]
        return recipe
    }

    private func choice(_ set: TrainingSet, _ recipe: TrainingRecipe) throws -> KernelChoice {
        try SkillMapFit(set, recipe: recipe) { _ in }.kernels
    }

    @Test(
        "the block that the outcomes follow is the one that is chosen", arguments: [DenseData.Block.dense, .surface],
        UInt64(1)...3)
    func picksBlock(block: DenseData.Block, seed: UInt64) throws {
        var data = DenseData(seed: seed, block: block)
        let choice = try choice(data.set(rows: 240), recipe)
        #expect(choice.difficulty == (block == .dense ? Self.denseKernel : Self.surfaceKernel), "seed \(seed)")
        #expect(choice.difficultyTrials.map(\.kernel) == recipe.kernelGrid)
        let explained = choice.difficultyTrials.map(\.explainedVariance)
        // A linear function of the block explains 2/π or less of a sign; the other block nothing but by chance.
        #expect((explained.max() ?? 0) > 0.2 && (explained.max() ?? 1) < 1, "seed \(seed)")
        #expect((explained.min() ?? 1) < 0.1, "seed \(seed)")
        #expect(choice.deviationTrials.count == 2)
    }

    @Test("the same rows and seed give the same choice")
    func deterministic() throws {
        var data = DenseData(seed: 5)
        let set = data.set(rows: 220)
        #expect(try choice(set, recipe) == choice(set, recipe))
    }

    @Test("with too few rows, or nothing to choose from, the default is used and said to be")
    func tooFew() throws {
        var data = DenseData(seed: 5)
        let set = data.set(rows: 199)
        let few = try choice(set, recipe)
        #expect(few.difficulty == recipe.defaultKernel && few.deviation == recipe.defaultKernel)
        #expect(few.difficultyTrials.isEmpty && few.deviationTrials.isEmpty)
        #expect(few.sentences.allSatisfy { $0.contains("too few rows") })
        var enough = recipe
        enough.minTuningRowCount = 199
        #expect(try choice(set, enough).sentences.allSatisfy { $0.contains("2 settings by cross-validation") })
        enough.kernelGrid = [Self.denseKernel]
        #expect(try choice(set, enough).difficulty == recipe.defaultKernel)
    }

    @Test("one candidate has no deviations to choose by: they get the setting of the difficulty")
    func oneCandidate() throws {
        var data = DenseData(seed: 6)
        let all = data.set(rows: 220)
        var set = TrainingSet(schema: DenseData.schema)
        _ = set.candidateIndex("one")
        for row in 0..<all.rowCount {
            set.append(data.prompt().features, all.observations[row].filter { $0.candidate == 0 })
        }
        let choice = try choice(set, recipe)
        #expect(choice.deviationTrials.isEmpty && choice.deviation == choice.difficulty)
    }

    @Test("more rows than may be used are not used")
    func atMost() throws {
        var data = DenseData(seed: 7)
        let set = data.set(rows: 260)
        var recipe = recipe
        recipe.maxTuningRowCount = 199
        #expect(try choice(set, recipe).difficultyTrials.isEmpty)
        recipe.maxTuningRowCount = 200
        #expect(try choice(set, recipe).difficultyTrials.count == 2)
    }
}
