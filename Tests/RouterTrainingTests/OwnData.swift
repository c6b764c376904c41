import RouterCore
import RouterFeatures
import RouterModel

@testable import RouterTraining

/// A model of two known candidates, and outcomes of candidates on random inputs.
struct OwnData {
    /// `steady` is expected to score .5 on every prompt, `curious` .4; an unknown model .45, .1 more a decade of price.
    static let base = make()
    /// Length of `z(x)`: the constant, one skill, the surface.
    static var order: Int { base.skillMap.headInputCount }

    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// An input: skills and three surface numbers are multiples of a quarter, so that their products sum exactly.
    mutating func input() -> [Float] {
        var input = [Float](repeating: 0, count: Self.order)
        input[0] = 1
        for place in 1...4 { input[place] = Float(random.next() % 9) / 4 - 1 }
        return input
    }

    /// Outcomes of a candidate whose rewards follow from inputs.
    mutating func outcomes(
        _ candidate: CandidateID, _ count: Int, completionTokens: Int? = nil, reward: ([Float]) -> Double
    ) -> [OwnOutcome] {
        (0..<count).map { _ in
            let input = input()
            return OwnOutcome(
                candidate: candidate, input: input, reward: reward(input), completionTokens: completionTokens,
                durationSeconds: completionTokens.map { 0.5 + 0.01 * Double($0) })
        }
    }

    /// Outcomes of a candidate that succeeds with a probability.
    mutating func outcomes(_ candidate: CandidateID, _ count: Int, chance: Double) -> [OwnOutcome] {
        (0..<count).map { _ in
            OwnOutcome(candidate: candidate, input: input(), reward: random.nextUnit() < chance ? 1 : 0)
        }
    }

    /// Sums of outcomes.
    static func statistics(_ outcomes: [OwnOutcome]) -> OwnStatistics {
        var statistics = OwnStatistics(order: order)
        statistics.add(outcomes)
        return statistics
    }

    /// Candidates of a pool; a price is that of prompt and completion tokens alike.
    static func pool(_ candidates: [(id: String, price: Double?, like: String?)]) throws -> CandidatePool {
        try CandidatePool(
            candidates.map { candidate in
                let price = candidate.price.map { Price(promptUSDPerMillion: $0, completionUSDPerMillion: $0) }
                return Candidate(
                    id: CandidateID(candidate.id), provider: "lab", upstreamModel: candidate.id,
                    price: price ?? .unknown, like: candidate.like)
            })
    }

    /// The model learned from outcomes, over a pool of candidates without prices.
    static func learned(
        _ outcomes: [OwnOutcome], _ names: [String] = ["steady", "curious"], recipe: LearningRecipe = LearningRecipe()
    ) throws -> ScoringModel {
        try HeadLearner(base: base, recipe: recipe).model(
            statistics(outcomes), pool: pool(names.map { ($0, nil, nil) }), recent: outcomes)
    }

    private static func make() -> ScoringModel {
        let schema = FeatureExtractor.schema
        let p = schema.surfaceNames.count
        let map = SkillMap(
            surface: SurfaceMap(mean: [Float](repeating: 0, count: p), scale: [Float](repeating: 1, count: p)),
            landmarks: LandmarkMap(surfaceFactor: 1, denseMean: [], projection: [], landmarks: [], dimension: p),
            inverseDocumentFrequency: [Float](repeating: 0, count: schema.hashedCount),
            hashedWeights: [Float](repeating: 0, count: schema.hashedCount),
            numericWeights: [Float](repeating: 0, count: p), bias: [0])
        let d = map.headInputCount
        func head(_ name: String, _ level: Float, outcomes: Int) -> CandidateHead {
            CandidateHead(
                name: name, weights: [level] + [Float](repeating: 0, count: d - 1),
                covarianceFactor: (0..<d * d).map { $0 % (d + 1) == 0 ? 0.0625 : 0 },
                calibration: PlattScaling(slope: 4, intercept: -2),
                tokenWeights: [5] + [Float](repeating: 0, count: d - 1), tokenSmearing: 1.25, price: .unknown,
                outcomeCount: outcomes, meanScore: Double(level), ability: Double(level))
        }
        return ScoringModel(
            schemaVersion: schema.version, skillMap: map,
            heads: [head("steady", 0.5, outcomes: 1_000), head("curious", 0.4, outcomes: 3_000)],
            meanHead: head("mean", 0.45, outcomes: 4_000), scorePerPriceDecade: 0.1, meanLogPrice: 0,
            shiftDeviations: [0, 0.0625, 0.0625, 0])
    }
}
