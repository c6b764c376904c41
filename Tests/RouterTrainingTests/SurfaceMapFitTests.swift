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

    @Test("numbers have mean 0 and deviation 1, a constant one is 0", arguments: UInt64(1)...3)
    func standardized(seed: UInt64) {
        let n = 300
        let fit = SurfaceMapFit(surface(rows: n, seed: seed), p: 3)
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

    @Test("without rows or numbers there is nothing to standardise")
    func empty() {
        #expect(SurfaceMapFit([], p: 3).map.scale == [0, 0, 0])
        #expect(SurfaceMapFit([], p: 0).map.count == 0)
        #expect(SurfaceMapFit([], p: 3).standardized.isEmpty)
    }
}
