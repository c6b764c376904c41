import Foundation
import RouterCore

@testable import RouterModel

/// A model with random weights, small enough to be computed again in plain loops.
enum SmallModel {
    static let schema = FeatureSchema(version: 2, surfaceNames: ["x", "y", "z"], denseCount: 2, hashedCount: 8)
    static let headNames = ["gpt-4o", "Meta-Llama-3_1-8B-Instruct", "llama-3.1-8b-instruct@host", "free-model"]
    static let order = 6
    static let landmarkCount = 3

    private static let frequencies: [Float] = [1, 1.5, 0, 2, 1.25, 3, 1, 0]

    static func make(
        seed: UInt64 = 7, hashedWeight: Float? = nil, names: [String] = headNames, schema: FeatureSchema = schema
    ) -> ScoringModel {
        var random = SplitMix64(seed: seed)
        func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(2 * random.nextUnit() - 1) } }
        let (p, e, k) = (schema.surfaceNames.count, schema.denseCount, 2)
        let d = 1 + k + p
        let surface = SurfaceMap(mean: floats(p), scale: (0..<p).map { [1, 2, 0][$0 % 3] })
        let projected = e > 0 ? 1 : 0
        let landmarks = LandmarkMap(
            surfaceFactor: (0.5 / Float(p)).squareRoot(), denseMean: floats(e), projection: floats(projected * e),
            landmarks: floats(landmarkCount * (p + projected)), dimension: p + projected)
        var hashedWeights = floats(schema.hashedCount * k)
        if let hashedWeight { hashedWeights[5] = hashedWeight }
        let map = SkillMap(
            surface: surface, landmarks: landmarks,
            inverseDocumentFrequency: (0..<schema.hashedCount).map { frequencies[$0 * 8 / schema.hashedCount] },
            hashedWeights: hashedWeights, numericWeights: floats(k * (p + e + landmarkCount)), bias: floats(k))
        let prices = [Price(promptUSDPerMillion: 2.5, completionUSDPerMillion: 10, requestUSD: 0.001), .unknown, .free]
        func head(_ name: String, _ index: Int) -> CandidateHead {
            CandidateHead(
                name: name, weights: floats(d).map { $0 / 2 }, covarianceFactor: floats(d * d).map { $0 / 20 },
                calibration: PlattScaling(slope: 4 + Double(index) / 4, intercept: -1.5),
                tokenWeights: [5] + floats(d - 1), tokenSmearing: 1.25, price: prices[index % prices.count],
                outcomeCount: 100 + 10 * index, meanScore: 0.5, ability: 0.25 + Double(index) / 16)
        }
        let heads = names.enumerated().map { head($1, $0) }
        return ScoringModel(
            schemaVersion: schema.version, skillMap: map, heads: heads, meanHead: head("mean", 9),
            scorePerPriceDecade: 0.125, meanLogPrice: 0.5, shiftDeviations: shiftDeviations(of: names.count))
    }

    /// Deviations that tell all pairs apart, and need no rounding in half precision.
    private static func shiftDeviations(of count: Int) -> [Float] {
        (0..<count * count).map { place in
            let (i, j) = (place / count, place % count)
            return i == j ? 0 : Float(1 + min(i, j) + 4 * max(i, j)) / 128
        }
    }

    /// Random features of a schema, in one bucket of each eighth or none.
    static func features(seed: UInt64, schema: FeatureSchema = schema) -> FeatureVector {
        var random = SplitMix64(seed: seed)
        let width = UInt32(schema.hashedCount / 8)
        let indices = (UInt32(0)..<8).filter { _ in random.next() & 1 == 0 }
            .map { $0 * width + UInt32(random.next() % UInt64(width)) }
        return FeatureVector(
            schemaVersion: schema.version, surface: schema.surfaceNames.map { _ in Float(6 * random.nextUnit() - 3) },
            dense: (0..<schema.denseCount).map { _ in Float(2 * random.nextUnit() - 1) },
            hashed: SparseVector(indices: indices, values: indices.map { _ in 1 + Float(random.nextUnit()) }),
            promptTokens: 1 + Int(random.next() % 5_000), extent: ReadExtent(totalBytes: 1, readBytes: 1))
    }

    static func candidate(
        _ id: String, upstream: String? = nil, price: Price = .unknown, like: String? = nil
    ) -> Candidate {
        Candidate(id: CandidateID(id), provider: "p", upstreamModel: upstream ?? id, price: price, like: like)
    }
}

/// A folder that is gone after the test.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("RouterModelTests.\(UUID().uuidString)")
    deinit { try? FileManager.default.removeItem(at: url) }
}
