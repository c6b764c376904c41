import RouterCore
import RouterFeatures
import RouterModel

/// A scoring model of two skills whose heads read the surface features, for explanations.
enum DecisionExplanationModel {
    static let names = ["weak", "middle", "strong"]

    private static let surfaceNames = FeatureExtractor.schema.surfaceNames

    /// Random weights everywhere.
    static func random(seed: UInt64, shift: Float) -> ScoringModel {
        var random = SplitMix64(seed: seed)
        let d = surfaceNames.count + 3
        func floats(_ count: Int, _ size: Float) -> [Float] {
            (0..<count).map { _ in size * Float(2 * random.nextUnit() - 1) }
        }
        let map = skillMap(mean: floats(surfaceNames.count, 1), numericWeights: floats(2 * surfaceNames.count, 0.2))
        let heads = names.map { name in
            let weights = [0.5 + floats(1, 0.1)[0]] + floats(2, 0.05) + floats(surfaceNames.count, 0.03)
            return head(
                name, weights: weights, tokenWeights: [5] + floats(d - 1, 0.02), ability: 0.6 + 0.1 * random.nextUnit())
        }
        return model(map, heads, shift: shift)
    }

    /// The strong one is good where there are many question marks, the others are the same for all prompts.
    static let questions: ScoringModel = {
        let p = surfaceNames.count
        let heads = names.map { name in
            var weights = [Float](repeating: 0, count: p + 3)
            weights[0] = name == "weak" ? 0.5 : name == "middle" ? 0.55 : 0.3
            if name == "strong" { weights[3 + (surfaceNames.firstIndex(of: "question_marks") ?? 0)] = 0.5 }
            return head(name, weights: weights, tokenWeights: [5] + [Float](repeating: 0, count: p + 2), ability: 0.5)
        }
        let map = skillMap(mean: [Float](repeating: 0.1, count: p), numericWeights: [Float](repeating: 0, count: 2 * p))
        return model(map, heads, shift: 0)
    }()

    private static func skillMap(mean: [Float], numericWeights: [Float]) -> SkillMap {
        let hashedCount = FeatureExtractor.schema.hashedCount
        return SkillMap(
            surface: SurfaceMap(mean: mean, scale: mean.map { _ in 1 }),
            inverseDocumentFrequency: [Float](repeating: 1, count: hashedCount),
            hashedWeights: (0..<2 * hashedCount).map { Float($0 % 7) / 100 }, numericWeights: numericWeights,
            bias: [0.1, -0.1])
    }

    private static func head(
        _ name: String, weights: [Float], tokenWeights: [Float], ability: Double
    ) -> CandidateHead {
        CandidateHead(
            name: name, weights: weights, covarianceFactor: [Float](repeating: 0, count: weights.count * weights.count),
            calibration: PlattScaling(slope: 4, intercept: -2), tokenWeights: tokenWeights, tokenSmearing: 1,
            price: .unknown, outcomeCount: 1, meanScore: ability, ability: ability)
    }

    private static func model(_ map: SkillMap, _ heads: [CandidateHead], shift: Float) -> ScoringModel {
        ScoringModel(
            schemaVersion: FeatureExtractor.schema.version, skillMap: map, heads: heads, meanHead: heads[0],
            scorePerPriceDecade: 0, meanLogPrice: 0, shiftDeviations: (0..<9).map { $0 % 4 == 0 ? 0 : shift })
    }
}
