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

    /// Statistics of random rows.
    private func random(_ n: Int, _ d: Int, seed: UInt64) -> (LinearStatistics, inputs: [Double], targets: [Double]) {
        var random = SplitMix64(seed: seed)
        let inputs = (0..<n * d).map { _ in 2 * random.nextUnit() - 1 }
        let targets = (0..<n).map { _ in random.nextUnit() }
        var statistics = LinearStatistics(order: d)
        statistics.add(inputs: inputs, targets: targets)
        return (statistics, inputs, targets)
    }

    private func numbers(_ statistics: LinearStatistics) -> [Double] {
        statistics.gram + statistics.moment + [statistics.squares, statistics.count]
    }

    @Test("rows added one by one give the posterior of all at once", arguments: UInt64(1)...10)
    func incremental(seed: UInt64) throws {
        let (n, d) = (40, 4)
        let (batch, inputs, targets) = random(n, d, seed: seed)
        var single = LinearStatistics(order: d)
        for row in 0..<n { single.add(inputs: Array(inputs[row * d..<(row + 1) * d]), targets: [targets[row]]) }
        let (prior, precision) = ([0.5, -1, 0, 2], [1.0, 2, 3, 4])
        let (one, two) = (
            try single.posterior(prior: prior, precision: precision),
            try batch.posterior(prior: prior, precision: precision)
        )
        // Sums of n terms in another order err by n²·ε at most; through the inverse by cond ≤ (n d + 4) / 1 times numbers ≤ 5.
        let bound = 2 * Double(n * n) * .ulpOfOne * Double(n * d + 4) * 5
        for (got, want) in zip(
            one.weights + one.covarianceFactor + [one.noiseVariance],
            two.weights + two.covarianceFactor + [two.noiseVariance])
        {
            #expect(abs(got - want) <= bound, "seed \(seed)")
        }
    }

    @Test("merged statistics are those of the union", arguments: UInt64(1)...10)
    func merge(seed: UInt64) {
        let d = 3
        let (one, other) = (random(17, d, seed: seed), random(5, d, seed: ~seed))
        var union = LinearStatistics(order: d)
        union.add(inputs: one.inputs + other.inputs, targets: one.targets + other.targets)
        var merged = one.0
        merged.merge(other.0)
        let bound = 2.0 * 22 * 22 * .ulpOfOne
        for (got, want) in zip(numbers(merged), numbers(union)) { #expect(abs(got - want) <= bound, "seed \(seed)") }
        #expect(merged.count == 22)
        var reversed = other.0
        reversed.merge(one.0)
        #expect(numbers(reversed) == numbers(merged), "seed \(seed)")
        var same = one.0
        same.merge(LinearStatistics(order: d))
        #expect(numbers(same) == numbers(one.0))
    }

    @Test("a decay makes all rows count less, down to nothing", arguments: [0, 0.25, 0.9, 1])
    func decay(factor: Double) throws {
        let (statistics, _, _) = random(12, 3, seed: 8)
        var decayed = statistics
        decayed.decay(by: factor)
        #expect(numbers(decayed) == numbers(statistics).map { $0 * factor })
        let posterior = try decayed.posterior(prior: [1, 2, 3], precision: [1, 1, 1])
        if factor == 0 { #expect(posterior.weights == [1, 2, 3] && posterior.noiseVariance == 0.25) }
        // Half the rows twice as often are the rows themselves.
        var twice = statistics
        twice.decay(by: 0.5)
        twice.merge(twice)
        #expect(numbers(twice) == numbers(statistics))
    }

    @Test(
        "statistics of residuals are those of rows whose targets had the prediction taken off", arguments: UInt64(1)...5
    )
    func residuals(seed: UInt64) {
        let (n, d) = (30, 4)
        let (statistics, inputs, targets) = random(n, d, seed: seed)
        let weights = [0.5, -0.25, 1, 0]
        var want = LinearStatistics(order: d)
        want.add(
            inputs: inputs,
            targets: (0..<n).map { row in
                targets[row] - (0..<d).reduce(0) { $0 + weights[$1] * inputs[row * d + $1] }
            })
        // Sums of n·d terms of at most 3, taken off one another.
        let bound = 4 * 9 * Double(n * n * d) * .ulpOfOne
        for (got, want) in zip(numbers(statistics.residuals(of: weights)), numbers(want)) {
            #expect(abs(got - want) <= bound, "seed \(seed)")
        }
        #expect(numbers(statistics.residuals(of: [0, 0, 0, 0])) == numbers(statistics))
    }

    @Test("centred statistics are those of rows with the means taken off", arguments: UInt64(1)...5)
    func centred(seed: UInt64) {
        let (n, d) = (30, 3)
        var (_, inputs, targets) = random(n, d, seed: seed)
        for row in 0..<n { inputs[row * d] = 1 }
        var statistics = LinearStatistics(order: d)
        statistics.add(inputs: inputs, targets: targets)
        let means = (0..<d).map { column in (0..<n).reduce(0) { $0 + inputs[$1 * d + column] } / Double(n) }
        let mean = targets.reduce(0, +) / Double(n)
        var want = LinearStatistics(order: d)
        want.add(inputs: inputs.indices.map { inputs[$0] - means[$0 % d] }, targets: targets.map { $0 - mean })
        let bound = 8 * Double(n * n) * .ulpOfOne
        for (got, want) in zip(numbers(statistics.centred()), numbers(want)) {
            #expect(abs(got - want) <= bound, "seed \(seed)")
        }
        #expect(numbers(LinearStatistics(order: d).centred()) == numbers(LinearStatistics(order: d)))
    }

    @Test("a row of weight two is the row twice")
    func weights() {
        let (n, d) = (8, 3)
        let (statistics, inputs, targets) = random(n, d, seed: 9)
        var (twice, same) = (LinearStatistics(order: d), LinearStatistics(order: d))
        twice.add(inputs: inputs, targets: targets, weights: targets.map { _ in 2 })
        same.add(inputs: inputs, targets: targets, weights: targets.map { _ in 1 })
        #expect(numbers(same) == numbers(statistics))
        for (got, want) in zip(numbers(twice), numbers(statistics)) {
            #expect(abs(got - 2 * want) <= 4 * Double(n * n) * .ulpOfOne)
        }
    }
}
