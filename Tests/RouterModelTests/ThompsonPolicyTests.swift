import Foundation
import RouterCore
import RouterModel
import Testing

@Suite("Thompson sampling")
struct ThompsonPolicyTests {
    @Test(
        "of two candidates, the probability is that of their difference",
        arguments: [
            (0.0, 0.1, 0.1), (0.05, 0.1, 0.1), (0.2, 0.05, 0.3), (0.2, 0.3, 0.05), (0.01, 0.001, 0.2), (1, 0.1, 0.2),
            (1e-4, 1e-5, 0.5), (0.03, 0.02, 1e-6),
        ])
    func closedForm(difference: Double, one: Double, other: Double) {
        let probabilities = GaussianMaximum.probabilities(means: [0.6 + difference, 0.6], deviations: [one, other])
        let wanted = 0.5 * erfc(-difference / (2 * (one * one + other * other)).squareRoot())
        #expect(abs(probabilities[0] - wanted) < 1e-6)
        #expect(abs(probabilities[1] - (1 - wanted)) < 1e-6)
    }

    @Test("equal candidates share evenly, whatever their number", arguments: [1, 2, 3, 10, 40])
    func equal(count: Int) {
        for deviation in [0, 0.1, 1e4] {
            let probabilities = GaussianMaximum.probabilities(
                means: Array(repeating: -3, count: count), deviations: Array(repeating: deviation, count: count))
            for probability in probabilities { #expect(abs(probability - 1 / Double(count)) < 1e-6) }
        }
    }

    @Test("the integral agrees with one over a fine grid", arguments: UInt64(1)...60)
    func fineGrid(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let count = 2 + Int(random.next() % 14)
        let means = (0..<count).map { _ in 0.4 * random.nextUnit() }
        let deviations = (0..<count).map { _ in 0.01 * pow(30, random.nextUnit()) }
        let probabilities = GaussianMaximum.probabilities(means: means, deviations: deviations)
        let plain = Self.plain(means, deviations)
        for (probability, wanted) in zip(probabilities, plain) {
            #expect(abs(probability - wanted) < 1e-6, "seed \(seed)")
        }
    }

    /// The integral by the rule of rectangles, which for smooth functions that vanish at both ends is exact but for terms
    /// that shrink exponentially with the width, here a quarter of the smallest deviation.
    private static func plain(_ means: [Double], _ deviations: [Double]) -> [Double] {
        let step = 0.0025
        return means.indices.map { index in
            stride(from: -2.5, through: 3, by: step).reduce(0) { sum, x in
                let z = (x - means[index]) / deviations[index]
                let density = exp(-z * z / 2) / ((2 * Double.pi).squareRoot() * deviations[index])
                let others = means.indices.filter { $0 != index }.reduce(1.0) {
                    $0 * 0.5 * erfc(-(x - means[$1]) / deviations[$1] / 2.0.squareRoot())
                }
                return sum + step * density * others
            }
        }
    }

    @Test("the integral agrees with drawing from each distribution and taking the highest")
    func monteCarlo() {
        let (means, deviations) = ([0.7, 0.68, 0.72, 0.5, 0.3], [0.02, 0.1, 0.01, 0.2, 0.05])
        var random = SplitMix64(seed: 20_250_801)
        func gaussian() -> Double {
            (-2 * log(1 - random.nextUnit())).squareRoot() * cos(2 * .pi * random.nextUnit())
        }
        let draws = 200_000
        var wins = [Int](repeating: 0, count: 5)
        for _ in 0..<draws {
            let values = zip(means, deviations).map { $0 + $1 * gaussian() }
            wins[values.indices.max { values[$0] < values[$1] } ?? 0] += 1
        }
        for (count, probability) in zip(wins, GaussianMaximum.probabilities(means: means, deviations: deviations)) {
            let bound = 5 * (probability * (1 - probability) / Double(draws)).squareRoot() + 1e-6
            #expect(abs(Double(count) / Double(draws) - probability) <= bound)
        }
    }

    @Test("no candidate within reach has less than the floor, and what is left follows the integral")
    func floor() {
        let context = PolicyContext(expected: [0.9, 0.5, 0.8, 0.1], deviations: [0.01, 0.01, 0.1, 0.01])
        let pure = ThompsonPolicy(floor: 0).distribution(over: context).probabilities
        let floored = ThompsonPolicy(floor: 0.02).distribution(over: context).probabilities
        #expect(pure[1] == 0 && pure[3] == 0)
        for (probability, unfloored) in zip(floored, pure) {
            #expect(abs(probability - ((1 - 4 * 0.02) * unfloored + 0.02)) < 1e-12)
        }
    }

    @Test("a floor that is too high for so many candidates leaves each the same")
    func highFloor() {
        let context = PolicyContext(expected: [0.9, 0.5, 0.8], deviations: [0.01, 0.01, 0.1])
        for probability in ThompsonPolicy(floor: 0.5).distribution(over: context).probabilities {
            #expect(abs(probability - 1.0 / 3) < 1e-12)
        }
    }

    @Test("a candidate of which less is known is tried more often, and less often on a smaller scale")
    func uncertainty() {
        func probability(deviation: Double, scale: Double = 1) -> Double {
            ThompsonPolicy(floor: 0.001, scale: scale).distribution(
                over: PolicyContext(expected: [0.8, 0.7], deviations: [0.02, deviation])
            ).probabilities[1]
        }
        #expect(probability(deviation: 0.18) > probability(deviation: 0.05))
        #expect(probability(deviation: 0.18) > probability(deviation: 0.18, scale: 0.3))
        #expect(probability(deviation: 0.0) < 0.0011)
    }
}
