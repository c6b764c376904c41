import RouterCore
import RouterNumerics
import Testing

@testable import RouterTraining

@Suite("Linear statistics")
struct LinearStatisticsTests {
    @Test("statistics of parts add up to those of all rows", arguments: UInt64(1)...10)
    func batches(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let (n, d) = (30, 5)
        let inputs = (0..<n * d).map { _ in 2 * random.nextUnit() - 1 }
        let targets = (0..<n).map { _ in random.nextUnit() }
        var (whole, parts) = (LinearStatistics(order: d), LinearStatistics(order: d))
        whole.add(inputs: inputs, targets: targets)
        for range in [0..<1, 1..<17, 17..<17, 17..<30] {
            parts.add(
                inputs: Array(inputs[range.lowerBound * d..<range.upperBound * d]), targets: Array(targets[range]))
        }
        // n terms of at most 1 in another order.
        let bound = 2 * Double(n * n) * .ulpOfOne
        #expect(
            zip(parts.gram + parts.moment, whole.gram + whole.moment).allSatisfy { abs($0 - $1) <= bound },
            "seed \(seed)")
        #expect(abs(parts.squares - whole.squares) <= bound && parts.count == whole.count, "seed \(seed)")
    }

    @Test("the posterior is NumPy's explicit inverse")
    func matchesNumPy() throws {
        let golden = try fixture("ridge-v1", as: SparseRidgeTests.Golden.self)
        let (want, d) = (golden.posterior, golden.columns)
        var statistics = LinearStatistics(order: d)
        statistics.add(inputs: golden.inputs, targets: want.targets)
        let posterior = try statistics.posterior(prior: want.prior, precision: want.precision)
        // Relative error d²·ε·cond of both; cond ≤ trace / smallest precision ≤ 400 / 0.5, numbers below 10.
        let bound = 2 * Double(d * d) * .ulpOfOne * 800 * 10
        for (got, want) in zip(posterior.weights, want.mean) { #expect(abs(got - want) <= bound) }
        #expect(abs(posterior.noiseVariance - want.noise) <= bound)
        let f = posterior.covarianceFactor
        for i in 0..<d {
            for j in 0..<d {
                let entry = (0..<d).reduce(0.0) { $0 + f[$1 * d + i] * f[$1 * d + j] }
                #expect(abs(entry - want.covariance[i * d + j]) <= bound)
            }
        }
    }

    @Test("without rows the posterior is the prior, and its noise a coin's")
    func noRows() throws {
        let posterior = try LinearStatistics(order: 2).posterior(prior: [0.5, -1], precision: [4, 16])
        #expect(posterior.weights == [0.5, -1])
        #expect(posterior.noiseVariance == 0.25)
        #expect(posterior.covarianceFactor == [0.25, 0, 0, 0.125])
    }

    @Test("inputs that are not finite are refused")
    func notFinite() {
        var statistics = LinearStatistics(order: 2)
        statistics.add(inputs: [1, .nan], targets: [1])
        #expect(throws: LinearAlgebra.NotPositiveDefinite.self) {
            try statistics.posterior(prior: [0, 0], precision: [1, 1])
        }
    }
}
