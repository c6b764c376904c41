import RouterCore
import RouterModel
import Testing

@testable import RouterTraining

@Suite("Surface map fit")
struct SurfaceMapFitTests {
    private func surface(rows: Int, seed: UInt64) -> [Float] {
        var random = SplitMix64(seed: seed)
        return (0..<rows).flatMap { _ -> [Float] in [Float(random.nextUnit()), Float(10 + 5 * random.normal()), 3] }
    }

    private func recipe(landmarks: Int) -> TrainingRecipe {
        var recipe = TrainingRecipe()
        recipe.landmarkCount = landmarks
        return recipe
    }

    @Test("numbers have mean 0 and deviation 1, a constant one is 0", arguments: UInt64(1)...3)
    func standardized(seed: UInt64) {
        let n = 300
        let fit = SurfaceMapFit(surface(rows: n, seed: seed), p: 3, recipe: recipe(landmarks: 8))
        for column in 0..<3 {
            let values = (0..<n).map { Double(fit.standardized[$0 * 3 + column]) }
            let mean = values.reduce(0, +) / Double(n)
            let variance = values.reduce(0) { $0 + $1 * $1 } / Double(n)
            // Mean and scale are stored as Float; the numbers are below 40 in size before and 5 after.
            let bound = 40 * Double(Float.ulpOfOne)
            #expect(abs(mean) <= bound, "seed \(seed)")
            let expected: Double = column == 2 ? 0 : 1
            #expect(abs(variance - expected) <= 4 * bound, "seed \(seed)")
        }
    }

    @Test(
        "weights of the ridge inputs become weights of the map's outputs with the same predictions",
        arguments: UInt64(1)...3)
    func outputWeights(seed: UInt64) {
        let (p, k) = (3, 2)
        let fit = SurfaceMapFit(surface(rows: 60, seed: seed), p: p, recipe: recipe(landmarks: 10))
        let q = fit.map.outputCount
        var random = SplitMix64(seed: seed)
        let weights = (0..<q * k).map { _ in Float(2 * random.nextUnit() - 1) }
        let output = fit.outputWeights(weights, skillCount: k)
        for row in 0..<60 {
            let inputs = fit.ridgeInput(row)
            let outputs = fit.map.outputs(standardized: Array(fit.standardized[row * p..<(row + 1) * p]))
            for skill in 0..<k {
                let one = (0..<q).reduce(0.0) { $0 + Double(inputs[$1] * weights[$1 * k + skill]) }
                let two = (0..<q).reduce(0.0) { $0 + Double(outputs[$1] * output[skill * q + $1]) }
                // The whitening matrix has norm ≤ jitter^−½ < 32; twice r products of numbers ≤ 1 through it, in Float.
                let bound = 2 * 32 * 13 * 13 * Double(Float.ulpOfOne)
                #expect(abs(one - two) <= bound, "seed \(seed), row \(row)")
            }
        }
    }

    @Test("at the landmarks, products of ridge inputs are the weighted kernels but for the jitter")
    func kernel() {
        let (n, p) = (12, 3)
        let recipe = recipe(landmarks: n)
        let fit = SurfaceMapFit(surface(rows: n, seed: 5), p: p, recipe: recipe)
        for i in 0..<n {
            let near = fit.map.closeness(standardized: Array(fit.standardized[i * p..<(i + 1) * p]))
            for j in 0..<n {
                let product = zip(fit.ridgeInput(i), fit.ridgeInput(j)).reduce(0.0) { $0 + Double($1.0 * $1.1) }
                let linear = (0..<p).reduce(0.0) {
                    $0 + Double(fit.standardized[i * p + $1] * fit.standardized[j * p + $1])
                }
                let want =
                    recipe.surfaceKernelWeight / Double(p) * linear + recipe.landmarkKernelWeight * Double(near[j])
                // K (K + jitter)⁻¹ K differs from K by at most the jitter; the rest is rounding in Float as above.
                let bound = recipe.landmarkKernelWeight * 1e-3 + 2 * 32 * 13 * 13 * Double(Float.ulpOfOne)
                #expect(abs(product - want) <= bound)
            }
        }
    }

    @Test("without rows or numbers the map is empty")
    func empty() {
        #expect(SurfaceMapFit([], p: 3, recipe: recipe(landmarks: 4)).map.outputCount == 3)
        #expect(SurfaceMapFit([], p: 0, recipe: recipe(landmarks: 4)).map.outputCount == 0)
    }
}
