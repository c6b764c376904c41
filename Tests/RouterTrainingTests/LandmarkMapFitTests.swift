import RouterCore
import RouterModel
import Testing

@testable import RouterTraining

@Suite("Landmark map fit")
struct LandmarkMapFitTests {
    /// Random surface numbers, three a row, and dense blocks of four numbers, or none.
    private func rows(_ n: Int, hasDense: Bool, seed: UInt64) -> (standardized: [Float], dense: [Float]) {
        var random = SplitMix64(seed: seed)
        let standardized = (0..<n * 3).map { _ in Float(random.normal()) }
        return (standardized, hasDense ? (0..<n * 4).map { _ in Float(random.normal() / 2) } : [])
    }

    private func fit(
        _ rows: (standardized: [Float], dense: [Float]), _ n: Int, landmarks: Int
    ) throws -> LandmarkMapFit {
        var recipe = TrainingRecipe()
        recipe.landmarkCount = landmarks
        recipe.projectedDenseCount = 2
        return try LandmarkMapFit(standardized: rows.standardized, dense: rows.dense, rows: n, recipe: recipe)
    }

    private func closeness(
        _ fit: LandmarkMapFit, _ rows: (standardized: [Float], dense: [Float]), _ row: Int
    ) -> [Float] {
        let e = fit.map.denseMean.count
        return fit.map.closeness(
            to: fit.map.point(
                standardized: Array(rows.standardized[row * 3..<(row + 1) * 3]),
                dense: Array(rows.dense[row * e..<(row + 1) * e])))
    }

    /// The whitening matrix has norm ≤ jitter^−½ < 32; products of a dozen numbers ≤ 1 through it, twice, in Float.
    private let rounding = 2 * 32 * 13 * 13 * Double(Float.ulpOfOne)

    @Test(
        "at the landmarks, products of inputs are the kernel but for the jitter", arguments: [false, true],
        UInt64(1)...4)
    func kernel(hasDense: Bool, seed: UInt64) throws {
        let n = 12
        let rows = rows(n, hasDense: hasDense, seed: seed)
        let fit = try fit(rows, n, landmarks: n)
        #expect(fit.map.count == n && fit.map.dimension == (hasDense ? 5 : 3), "seed \(seed)")
        for i in 0..<n {
            let near = closeness(fit, rows, i)
            for j in 0..<n {
                let product = (0..<n).reduce(0.0) {
                    $0 + Double(fit.inputs[i * n + $1]) * Double(fit.inputs[j * n + $1])
                }
                // All rows are landmarks, in their order. K (K + jitter)⁻¹ K differs from K by at most the jitter.
                #expect(abs(product - Double(near[j])) <= 1e-3 + rounding, "seed \(seed)")
            }
        }
    }

    @Test("weights of the inputs become weights of closeness with the same predictions", arguments: UInt64(1)...4)
    func closenessWeights(seed: UInt64) throws {
        let (n, r, targets) = (40, 10, 3)
        let rows = rows(n, hasDense: true, seed: seed)
        let fit = try fit(rows, n, landmarks: r)
        var random = SplitMix64(seed: seed)
        let weights = (0..<r * targets).map { _ in Float(2 * random.nextUnit() - 1) }
        let output = fit.closenessWeights(weights, count: targets)
        #expect(output.count == weights.count)
        for row in 0..<n {
            let near = closeness(fit, rows, row)
            for target in 0..<targets {
                let one = (0..<r).reduce(0.0) { $0 + Double(fit.inputs[row * r + $1] * weights[target * r + $1]) }
                let two = (0..<r).reduce(0.0) { $0 + Double(near[$1] * output[target * r + $1]) }
                #expect(abs(one - two) <= rounding, "seed \(seed), row \(row)")
            }
        }
    }

    @Test("landmarks are rows, as many as asked for, the same for the same seed and others for another")
    func drawn() throws {
        let rows = rows(30, hasDense: true, seed: 9)
        let (one, two) = (try fit(rows, 30, landmarks: 6), try fit(rows, 30, landmarks: 6))
        #expect(one.map == two.map && one.inputs == two.inputs)
        let atLandmark = (0..<30).filter { row in
            closeness(one, rows, row).contains { abs($0 - 1) <= 1e-5 }
        }
        #expect(atLandmark.count == 6)
        var recipe = TrainingRecipe()
        recipe.landmarkCount = 6
        recipe.projectedDenseCount = 2
        recipe.seed = 1
        let other = try LandmarkMapFit(standardized: rows.standardized, dense: rows.dense, rows: 30, recipe: recipe)
        #expect(other.map != one.map)
    }

    @Test("rows that are all alike, and no rows or numbers at all, give finite inputs or none")
    func degenerate() throws {
        let alike = ([Float](repeating: 1, count: 15), [Float](repeating: 0.5, count: 20))
        let fit = try fit(alike, 5, landmarks: 5)
        #expect(fit.inputs.count == 25 && fit.inputs.allSatisfy(\.isFinite))
        #expect(try self.fit(([], []), 0, landmarks: 5).map.count == 0)
        #expect(try self.fit(([], []), 4, landmarks: 5).inputs.isEmpty)
    }
}
