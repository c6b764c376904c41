import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel

/// A decision maker for which every prompt is the same and every candidate is worth the same.
enum FlatModel {
    static func maker(_ pool: CandidatePool) -> DecisionMaker {
        let names = FeatureExtractor.schema.surfaceNames.count
        let map = SkillMap(
            surface: SurfaceMap(
                mean: [Float](repeating: 0, count: names), scale: [Float](repeating: 1, count: names)),
            inverseDocumentFrequency: [Float](repeating: 0, count: FeatureExtractor.schema.hashedCount),
            hashedWeights: [Float](repeating: 0, count: FeatureExtractor.schema.hashedCount),
            numericWeights: [Float](repeating: 0, count: names), bias: [0])
        let model = ScoringModel(
            schemaVersion: FeatureExtractor.schema.version, skillMap: map, heads: [head("known", d: names + 2)],
            meanHead: head("mean", d: names + 2), scorePerPriceDecade: 0, meanLogPrice: 0, shiftDeviations: [0])
        return DecisionMaker(
            model: model, extractor: FeatureExtractor(), bundleID: "flat@0", pool: pool, tradeoff: .qualityOnly)
    }

    private static func head(_ name: String, d: Int) -> CandidateHead {
        CandidateHead(
            name: name, weights: [Float](repeating: 0, count: d),
            covarianceFactor: [Float](repeating: 0, count: d * d), calibration: PlattScaling(slope: 1, intercept: 0),
            tokenWeights: [Float](repeating: 0, count: d), tokenSmearing: 1, price: .unknown, outcomeCount: 1,
            meanScore: 0.5, ability: 0.5)
    }
}
