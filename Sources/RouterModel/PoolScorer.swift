import Foundation
public import RouterCore
import RouterNumerics

/// A scoring model prepared for one pool: heads gathered into matrices, so that a request costs three products.
public struct PoolScorer: Sendable {
    /// The candidates.
    public let pool: CandidatePool
    /// Where each candidate's quality comes from, in pool order.
    public let bases: [Estimate.Basis]
    /// The name of the head that stands for each candidate, in pool order.
    public let headNames: [String]

    let skillMap: SkillMap
    private let count: Int
    private let weights: [Float]
    private let offsets: [Float]
    private let covarianceFactors: [Float]
    private let areFactorsLowerTriangles: Bool
    private let tokenWeights: [Float]
    private let noOffsets: [Float]
    private let latencies: [LatencyForecast?]
    private let calibrations: [PlattScaling]
    private let tokenSmearings: [Double]
    private let extraVariances: [Double]
    /// Quality of each candidate on an average prompt, in pool order.
    package let averageQualities: [Double]
    /// Standard deviation over kinds of prompts of the error of estimated differences, row-major, shape `(m, m)`.
    private let shiftDeviations: [Double]
    /// How much of a head's own deviation counts towards the do-no-harm margin, in pool order.
    private let marginShares: [Double]

    /// Longest reply that a forecast assumes, in tokens.
    private static let maxForecastTokens = 32_768.0

    init(model: ScoringModel, pool: CandidatePool) {
        self.pool = pool
        skillMap = model.skillMap
        count = pool.candidates.count
        let resolved = pool.candidates.map { model.headPrior(of: $0) }
        bases = resolved.map(\.basis)
        headNames = resolved.map(\.head.name)
        weights = resolved.flatMap(\.head.weights)
        offsets = resolved.map { Float($0.offset) }
        covarianceFactors = resolved.flatMap(\.head.covarianceFactor)
        areFactorsLowerTriangles = resolved.allSatisfy(\.head.isCovarianceFactorLowerTriangle)
        tokenWeights = resolved.flatMap(\.head.tokenWeights)
        noOffsets = [Float](repeating: 0, count: pool.candidates.count)
        latencies = resolved.map(\.head.latency)
        calibrations = resolved.map(\.head.calibration)
        tokenSmearings = resolved.map(\.head.tokenSmearing)
        extraVariances = resolved.map(\.extraVariance)
        averageQualities = resolved.map { min(1, max(0, $0.head.ability + $0.offset)) }
        marginShares = resolved.map { $0.head.ownOutcomeCount > 0 ? DoNoHarm.ownDeviationShare : 1 }
        let m = model.heads.count
        shiftDeviations = resolved.flatMap { one in
            resolved.map { other in
                guard let i = one.index, let j = other.index else { return DoNoHarm.unknownShift }
                return Double(model.shiftDeviations[i * m + j])
            }
        }
    }

    /// Standard deviation of what this prompt is estimated to change about the difference in quality between two
    /// candidates, on a prompt that need not be like those of training.
    ///
    /// How well a candidate's ability is known takes no part: it is the same guess that made one of the two the better
    /// on average.
    ///
    /// - Parameters:
    ///   - i: the place of one candidate in the pool.
    ///   - j: the place of the other.
    ///   - estimates: from ``estimates(for:maxOutputTokens:)``.
    /// - Returns: the deviation, not negative.
    package func differenceDeviation(_ i: Int, _ j: Int, _ estimates: [Estimate]) -> Double {
        let shift = shiftDeviations[i * count + j]
        return (shift * shift + headVariance(i, estimates[i]) + headVariance(j, estimates[j])).squareRoot()
    }

    /// The variance of a quality that comes from the head's weights, as far as it counts towards the margin.
    private func headVariance(_ index: Int, _ estimate: Estimate) -> Double {
        let derivative = calibrations[index].slope * estimate.quality * (1 - estimate.quality)
        let variance = max(0, estimate.qualitySD * estimate.qualitySD - derivative * derivative * extraVariances[index])
        return variance * marginShares[index] * marginShares[index]
    }

    /// What each candidate would be worth for a request, in pool order.
    ///
    /// - Parameters:
    ///   - features: of the schema that the model was trained on.
    ///   - maxOutputTokens: the client's limit on the reply; `nil` = none.
    /// - Returns: shape `(m)`.
    /// - Complexity: O(non-zero buckets · k + m·d²).
    public func estimates(for features: FeatureVector, maxOutputTokens: Int? = nil) -> [Estimate] {
        estimates(
            input: skillMap.headInput(features), promptTokens: features.promptTokens, maxOutputTokens: maxOutputTokens)
    }

    /// The same from what the heads see.
    ///
    /// - Parameters:
    ///   - input: from ``headInput(_:)``.
    ///   - promptTokens: of the whole prompt, estimated.
    ///   - maxOutputTokens: the client's limit on the reply; `nil` = none.
    /// - Returns: shape `(m)`.
    package func estimates(input: [Float], promptTokens: Int, maxOutputTokens: Int? = nil) -> [Estimate] {
        let scores = LinearAlgebra.affine(weights, input, plus: offsets)
        let variances = LinearAlgebra.squaredLengths(
            covarianceFactors, input, count: count, areLowerTriangles: areFactorsLowerTriangles)
        let logTokens = LinearAlgebra.affine(tokenWeights, input, plus: noOffsets)
        let limit = min(Self.maxForecastTokens, maxOutputTokens.map(Double.init) ?? .infinity)
        return (0..<count).map { index in
            let score = Double(scores[index])
            let variance = Double(variances[index]) + extraVariances[index]
            let tokens = min(limit, max(1, expm1(Double(logTokens[index])) * tokenSmearings[index]))
            return Estimate(
                quality: calibrations[index].quality(score),
                qualitySD: abs(calibrations[index].derivative(score)) * variance.squareRoot(),
                basis: bases[index], completionTokens: tokens,
                costUSD: pool.candidates[index].price.costUSD(
                    promptTokens: Double(promptTokens), completionTokens: tokens),
                latencySeconds: latencies[index]?.seconds(completionTokens: tokens))
        }
    }

    /// `z(x)`, the numbers that the heads see, with their names.
    package func headInput(_ features: FeatureVector) -> [Float] { skillMap.headInput(features) }

    /// The raw score of one candidate as a sum: weight times input for each number that the heads see.
    ///
    /// - Parameters:
    ///   - index: the candidate's place in the pool.
    ///   - input: from ``headInput(_:)``.
    /// - Returns: shape of `input`; its sum and the candidate's offset are the score.
    package func contributions(of index: Int, input: [Float]) -> [Float] {
        let d = input.count
        return (0..<d).map { weights[index * d + $0] * input[$0] }
    }

    /// Weights of one candidate's raw score for the skills, shape `(k)`.
    func skillWeights(of index: Int) -> [Float] {
        let start = index * skillMap.headInputCount + 1
        return Array(weights[start..<start + skillMap.skillCount])
    }

    /// What is added to one candidate's raw score for what its price suggests.
    func offset(of index: Int) -> Double { Double(offsets[index]) }
}

extension Price {
    /// USD per million tokens for a mix of three prompt tokens to one completion token; `nil` = unknown.
    package var blendedUSDPerMillion: Double? {
        guard let promptUSDPerMillion, let completionUSDPerMillion else { return nil }
        return (3 * promptUSDPerMillion + completionUSDPerMillion) / 4
    }
}

extension CandidateHead {
    /// Whether the factor of the covariance is zero above the diagonal, as training leaves it.
    fileprivate var isCovarianceFactorLowerTriangle: Bool {
        let d = weights.count
        return (0..<d).allSatisfy { row in
            covarianceFactor[row * d..<(row + 1) * d].dropFirst(row + 1).allSatisfy { $0 == 0 }
        }
    }
}
