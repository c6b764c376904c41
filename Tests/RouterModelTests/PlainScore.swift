import Foundation
import RouterCore

@testable import RouterModel

/// A candidate's estimate computed from the definitions, in Double and plain loops.
struct PlainScore {
    let quality: Double
    let sd: Double
    let tokens: Double

    init(_ model: ScoringModel, _ head: CandidateHead, offset: Double, extraVariance: Double, _ features: FeatureVector)
    {
        let z = Self.headInput(model.skillMap, features)
        let d = z.count
        func dot(_ weights: some Collection<Float>) -> Double { zip(weights, z).reduce(0) { $0 + Double($1.0) * $1.1 } }
        let score = dot(head.weights) + offset
        let variance = (0..<d).reduce(extraVariance) { sum, row in
            let product = dot(head.covarianceFactor[row * d..<(row + 1) * d])
            return sum + product * product
        }
        let log = head.calibration.slope * score + head.calibration.intercept
        let q = 1 / (1 + exp(-log))
        quality = q
        sd = head.calibration.slope * q * (1 - q) * variance.squareRoot()
        tokens = max(1, (exp(dot(head.tokenWeights)) - 1) * head.tokenSmearing)
    }

    /// `[1, skills, standardised surface]`.
    static func headInput(_ map: SkillMap, _ features: FeatureVector) -> [Double] {
        let surface = map.surface
        let (k, p) = (map.skillCount, surface.count)
        let x = (0..<p).map { column in
            min(
                5,
                max(
                    -5,
                    (Double(features.surface[column]) - Double(surface.mean[column])) * Double(surface.scale[column])))
        }
        let dense = features.dense.map(Double.init)
        let near = closeness(map.landmarks, x, dense)
        let numbers = x + dense + near
        let half = map.inverseDocumentFrequency.count / 2
        let weighted = zip(features.hashed.indices, features.hashed.values).map { index, value in
            (index: Int(index), value: Double(value) * Double(map.inverseDocumentFrequency[Int(index)]))
        }
        func length(_ isWord: Bool) -> Double {
            weighted.reduce(0) { $0 + (($1.index < half) == isWord ? $1.value * $1.value : 0) }.squareRoot()
        }
        let (words, characters) = (length(true), length(false))
        let skills = (0..<k).map { skill in
            var sum = Double(map.bias[skill])
            for (column, value) in numbers.enumerated() {
                sum += Double(map.numericWeights[skill * numbers.count + column]) * value
            }
            for (index, value) in weighted where value != 0 {
                sum +=
                    value / (index < half ? words : characters) * 0.5.squareRoot()
                    * Double(map.hashedWeights[index * k + skill])
            }
            return sum
        }
        return [1] + skills + x
    }

    /// `exp(−‖x − l‖²)` of a point to each landmark, the point being scaled surface numbers and projections of the dense
    /// block less its mean.
    static func closeness(_ map: LandmarkMap, _ standardized: [Double], _ dense: [Double]) -> [Double] {
        let e = dense.count
        let projections = (0..<(e > 0 ? map.projection.count / e : 0)).map { row in
            (0..<e).reduce(0.0) { $0 + Double(map.projection[row * e + $1]) * (dense[$1] - Double(map.denseMean[$1])) }
        }
        let point = standardized.map { $0 * Double(map.surfaceFactor) } + projections
        return (0..<map.count).map { row in
            exp(
                -point.indices.reduce(0.0) { sum, column in
                    let difference = point[column] - Double(map.landmarks[row * point.count + column])
                    return sum + difference * difference
                })
        }
    }
}
