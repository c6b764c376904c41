import RouterCore

@testable import RouterTraining

/// Synthetic prompts whose dense block alone says how hard they are, or their surface alone.
struct DenseData {
    static let schema = FeatureSchema(version: 2, surfaceNames: ["a", "b"], denseCount: 4, hashedCount: 16)

    /// Which block the outcomes follow.
    enum Block { case dense, surface }

    private let block: Block
    private var random: SplitMix64

    init(seed: UInt64, block: Block = .dense) {
        self.block = block
        random = SplitMix64(seed: seed)
    }

    /// Features of a prompt; its difficulty has the sign of the block's first number.
    mutating func prompt() -> (features: FeatureVector, isHard: Bool) {
        let direction = (0..<4).map { _ in random.normal() }
        let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let surface = [Float(random.normal()), Float(random.normal())]
        let dense = direction.map { Float($0 / length) }
        let bucket = UInt32(random.next() % 16)
        let features = FeatureVector(
            schemaVersion: 2, surface: surface, dense: dense, hashed: SparseVector(indices: [bucket], values: [1]),
            promptTokens: 10 + Int(random.next() % 90), extent: ReadExtent(totalBytes: 1, readBytes: 1))
        return (features, (block == .dense ? dense[0] : surface[0]) < 0)
    }

    /// Outcomes of three candidates, which solve nine of ten easy prompts and one of ten hard ones.
    mutating func set(rows: Int, category: (Int) -> String = { _ in "" }) -> TrainingSet {
        var set = TrainingSet(schema: Self.schema)
        let candidates = ["one", "two", "three"].map { set.candidateIndex($0) }
        for row in 0..<rows {
            let (features, isHard) = prompt()
            let observations = candidates.map { candidate in
                Observation(
                    candidate: candidate, score: random.nextUnit() < (isHard ? 0.1 : 0.9) ? 1 : 0, costUSD: nil,
                    completionTokens: nil)
            }
            set.append(features, category: category(row), observations)
        }
        return set
    }

    /// Settings for data of this size.
    static var recipe: TrainingRecipe {
        var recipe = TrainingRecipe()
        recipe.landmarkCount = 12
        recipe.maxSkillCount = 3
        recipe.kernelGrid = []
        return recipe
    }
}
