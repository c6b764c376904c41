import RouterCore
import Testing

@testable import RouterTraining

@Suite("Distributions and studentised bootstrap")
struct OffPolicyDistributionsTests {
    @Test(
        "normal quantiles are those of SciPy 1.17 (norm.isf)",
        arguments: [
            (0.5, 0), (0.025, 1.959963984540054), (0.001, 3.090232306167813), (1e-6, 4.753424308822899),
            (0.9, -1.2815515655446004),
        ])
    func normal(tail: Double, expected: Double) {
        #expect(abs(NormalDistribution.quantile(upperTail: tail) - expected) < 1e-9)
    }

    @Test(
        "Student's quantiles are within 1 % of SciPy 1.17's (t.isf)",
        arguments: [
            (0.025, 9, 2.2621571628540993), (0.001, 9, 4.296805662944104), (0.05, 30, 1.6972608865939574),
            (0.025, 400, 1.9659123432294855), (0.0003, 100, 3.544452820412172),
        ])
    func student(tail: Double, degrees: Int, expected: Double) {
        let quantile = StudentDistribution.quantile(upperTail: tail, degrees: degrees)
        #expect(abs(quantile / expected - 1) < 0.01)
    }

    @Test(
        "χ² tails are those of SciPy 1.17 (chi2.sf)",
        arguments: [
            (3.841458820694124, 1, 0.05), (5.991464547107979, 2, 0.05), (16.266236196238129, 3, 0.001),
            (14.0671404493402, 7, 0.05), (0.0, 4, 1.0),
        ])
    func chiSquare(value: Double, degrees: Int, expected: Double) {
        #expect(abs(ChiSquareDistribution.upperTail(value, degrees: degrees) - expected) < 1e-9)
    }

    @Test("studentised means of symmetric data reach as far as Student's t, of skewed data further below")
    func studentised() {
        var random = SplitMix64(seed: 4)
        let even = (0..<200).map { _ in random.nextUnit() }
        let skewed = (0..<200).map { $0 % 20 == 0 ? 10.0 : 0.5 }
        let reached = Bootstrap.studentisedQuantiles(
            of: [even, skewed, [Double](repeating: 1, count: 200)], tail: 0.025, resampleCount: 4_000, seed: 1)
        #expect(abs(reached[0].low + 1.97) < 0.2 && abs(reached[0].high - 1.97) < 0.2)
        #expect(reached[1].low < -2.2 && reached[1].high < 1.8)
        #expect(reached[2] == Interval(low: 0, high: 0))
    }

    @Test("more rows than there are blocks give quantiles of the same kind")
    func blocks() {
        var random = SplitMix64(seed: 5)
        let values = (0..<9_000).map { _ in random.nextUnit() < 0.02 ? 1.0 : 0 }
        let reached = Bootstrap.studentisedQuantiles(of: [values], tail: 0.025, resampleCount: 200, seed: 1)[0]
        #expect(reached.low < -1.6 && reached.low > -2.8 && reached.high > 1.4 && reached.high < 2.4)
    }
}
