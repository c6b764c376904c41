import Foundation
import RouterCore
import RouterNumerics
import Testing

@Suite("Elementary functions in their stable forms")
struct ActivationsTests {
    @Test(
        "the logistic function is exact at its ends and in the middle",
        arguments: [(-Double.infinity, 0.0), (-800, 0), (0, 0.5), (40, 1), (800, 1), (.infinity, 1)])
    func logisticEnds(x: Double, expected: Double) {
        #expect(Activations.logistic(x) == expected)
    }

    @Test(
        "far below zero the logistic function is the exponential, to the last digits", arguments: [-700.0, -100, -40])
    func logisticTail(x: Double) {
        // e/(1+e) with e < 2⁻⁵³: the denominator is 1, so exp itself is the result.
        #expect(Activations.logistic(x) == exp(x))
    }

    @Test("the logistic function of x and of −x sum to one", arguments: [0.1, 1, 3, 10, 30, 36, 300])
    func logisticIsSymmetric(x: Double) {
        // Each is rounded three times (exponential, sum, quotient), to values of at most 1.
        #expect(abs(Activations.logistic(x) + Activations.logistic(-x) - 1) <= 4 * .ulpOfOne)
    }

    @Test(
        "softplus neither overflows nor vanishes too early",
        arguments: [
            (-Double.infinity, 0.0), (-800, 0), (0, log(2)), (40, 40 + exp(-40)), (1e308, 1e308),
            (.infinity, .infinity),
        ])
    func softplusEnds(x: Double, expected: Double) {
        #expect(Activations.softplus(x) == expected)
        #expect(Activations.softplus(-50) == exp(-50))
    }

    @Test("negative exponentials are the library's within 3·10⁻⁷, from 0 to 87", arguments: UInt64(1)...4)
    func negativeExponentials(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        // Small values, all of the range, and around the places where n in x = n ln 2 + r changes.
        let halves = (0..<125).map { (Double($0) + 0.5) * log(2) + 1e-6 * (random.nextUnit() - 0.5) }
        let values =
            (0..<2_000).map { _ in Float(87 * random.nextUnit()) }
            + (0..<500).map { _ in Float(pow(10, -8 * random.nextUnit())) } + halves.map { Float($0) } + [0, 87]
        var fast = values
        Activations.replaceWithNegativeExponentials(&fast)
        for (x, got) in zip(values, fast) {
            let want = exp(-Double(x))
            #expect(abs(Double(got) - want) < 3e-7 * want, "seed \(seed), \(x)")
        }
        #expect(fast[fast.count - 2] == 1)
    }

    @Test("values beyond 87 give 0, negative ones count as 0")
    func negativeExponentialsOfOthers() {
        var values: [Float] = [
            87.001, 88, 1e9, .greatestFiniteMagnitude, .infinity, -0.0, -1e-9, -5, -1e30, -.infinity,
        ]
        Activations.replaceWithNegativeExponentials(&values)
        #expect(values == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    }

    @Test("a value's exponential does not depend on its place or on how many there are", arguments: 0...17)
    func negativeExponentialsByPlace(count: Int) {
        var values = (0..<count).map { Float($0) * 0.37 }
        var one = values.map { [$0] }
        Activations.replaceWithNegativeExponentials(&values)
        for index in one.indices { Activations.replaceWithNegativeExponentials(&one[index]) }
        #expect(values == one.flatMap { $0 })
    }
}
