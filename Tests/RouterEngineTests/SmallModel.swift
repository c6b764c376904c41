import RouterCore
import RouterFeatures
import RouterModel

/// A scoring model whose estimates can be worked out by hand: quality is a constant for each model, replies have 100 tokens.
enum SmallModel {
    /// Qualities of the known models.
    static let qualities = ["weak": 0.5, "middle": 0.7, "strong": 0.9]

    /// The model, whose estimates do not err.
    static let model = make(shift: 0)

    /// Makes the model.
    ///
    /// - Parameters:
    ///   - shift: standard deviation of each estimated difference between two models over kinds of prompts.
    ///   - abilities: qualities on average prompts; those of all prompts where they are left out.
    /// - Returns: the model of the three.
    static func make(shift: Float, abilities: [String: Double] = qualities) -> ScoringModel {
        let p = FeatureExtractor.schema.surfaceNames.count
        let map = SkillMap(
            surface: SurfaceMap(
                mean: [Float](repeating: 0, count: p), scale: [Float](repeating: 1, count: p)),
            inverseDocumentFrequency: [Float](repeating: 0, count: FeatureExtractor.schema.hashedCount),
            hashedWeights: [Float](repeating: 0, count: FeatureExtractor.schema.hashedCount),
            numericWeights: [Float](repeating: 0, count: p), bias: [0])
        let heads = qualities.sorted { $0.key < $1.key }
            .map { head($0.key, quality: $0.value, ability: abilities[$0.key, default: 0], d: p + 2) }
        return ScoringModel(
            schemaVersion: FeatureExtractor.schema.version, skillMap: map, heads: heads,
            meanHead: head("mean", quality: 0.6, ability: 0.6, d: p + 2), scorePerPriceDecade: 0, meanLogPrice: 0,
            shiftDeviations: (0..<9).map { $0 % 4 == 0 ? 0 : shift })
    }

    private static func head(_ name: String, quality: Double, ability: Double, d: Int) -> CandidateHead {
        var tokens = [Float](repeating: 0, count: d)
        tokens[0] = 4.615_120_5  // ln(101)
        let odds = (quality / (1 - quality)).logarithm
        return CandidateHead(
            name: name, weights: [Float](repeating: 0, count: d),
            covarianceFactor: [Float](repeating: 0, count: d * d),
            calibration: PlattScaling(slope: 1, intercept: odds), tokenWeights: tokens, tokenSmearing: 1,
            price: .unknown, outcomeCount: 1, meanScore: quality, ability: ability)
    }

    /// A candidate for one of the known models.
    static func candidate(
        _ name: String, usdPerMillion: Double? = nil, context: Int? = nil, maxOutput: Int? = nil,
        capabilities: Capabilities? = nil, provider: String = "lab"
    ) -> Candidate {
        Candidate(
            id: CandidateID(name), provider: provider, upstreamModel: "upstream-" + name,
            price: usdPerMillion.map { Price(promptUSDPerMillion: $0, completionUSDPerMillion: $0) } ?? .unknown,
            contextTokens: context, maxOutputTokens: maxOutput, capabilities: capabilities)
    }
}
