import Foundation
import RouterCore

@testable import RouterModel

/// A model with random weights, small enough to be computed again in plain loops.
enum SmallModel {
    static let schema = FeatureSchema(version: 1, surfaceNames: ["x", "y", "z"], denseCount: 0, hashedCount: 8)
    static let headNames = ["gpt-4o", "Meta-Llama-3_1-8B-Instruct", "llama-3.1-8b-instruct@host", "free-model"]
    static let order = 6

    static func make(
        seed: UInt64 = 7, hashedWeight: Float? = nil, names: [String] = headNames, surfaceScale: Float = 1
    ) -> ScoringModel {
        var random = SplitMix64(seed: seed)
        func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(2 * random.nextUnit() - 1) } }
        let surface = SurfaceMap(
            mean: floats(3), scale: [surfaceScale, 2, 0], landmarks: floats(6), sharpness: 1.5)
        var hashedWeights = floats(16)
        if let hashedWeight { hashedWeights[5] = hashedWeight }
        let map = SkillMap(
            surface: surface, inverseDocumentFrequency: [1, 1.5, 0, 2, 1.25, 3, 1, 0], hashedWeights: hashedWeights,
            surfaceWeights: floats(10), bias: floats(2))
        let prices = [Price(promptUSDPerMillion: 2.5, completionUSDPerMillion: 10, requestUSD: 0.001), .unknown, .free]
        func head(_ name: String, _ index: Int) -> CandidateHead {
            CandidateHead(
                name: name, weights: floats(order).map { $0 / 2 },
                covarianceFactor: floats(order * order).map { $0 / 20 },
                calibration: PlattScaling(slope: 4 + Double(index) / 4, intercept: -1.5),
                tokenWeights: [5] + floats(order - 1),
                tokenSmearing: 1.25, price: prices[index % prices.count], outcomeCount: 100 + 10 * index, meanScore: 0.5
            )
        }
        return ScoringModel(
            schemaVersion: 1, skillMap: map, heads: names.enumerated().map { head($1, $0) }, meanHead: head("mean", 9),
            scorePerPriceDecade: 0.125, meanLogPrice: 0.5)
    }

    /// Random features of the schema.
    static func features(seed: UInt64) -> FeatureVector {
        var random = SplitMix64(seed: seed)
        let indices = (UInt32(0)..<8).filter { _ in random.next() & 1 == 0 }
        return FeatureVector(
            schemaVersion: 1, surface: (0..<3).map { _ in Float(6 * random.nextUnit() - 3) },
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
