import Foundation
import RouterCore
import RouterNumerics
import Testing

@testable import RouterTraining

@Suite("Evidence")
struct EvidenceTests {
    /// `log N(y; 0, σ² (I + Z diag(1 / precision) Zᵀ))` over the rows themselves.
    private func marginal(
        _ inputs: [Double], _ targets: [Double], precision: [Double], noiseVariance: Double
    ) throws -> Double {
        let (n, d) = (targets.count, precision.count)
        var covariance = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0..<n {
                let product = (0..<d).reduce(0) { $0 + inputs[i * d + $1] * inputs[j * d + $1] / precision[$1] }
                covariance[i * n + j] = noiseVariance * (product + (i == j ? 1 : 0))
            }
        }
        let cholesky = try LinearAlgebra.Cholesky(covariance)
        let distance = zip(cholesky.solve(targets), targets).reduce(0) { $0 + $1.0 * $1.1 }
        return -(Double(n) * log(2 * .pi) + cholesky.logDeterminant + distance) / 2
    }

    @Test(
        "it is the Gaussian marginal likelihood, computed over the rows, but for what no precision changes",
        arguments: UInt64(1)...20)
    func bruteForce(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let (n, d, noise) = (6, 3, 0.25)
        let inputs = (0..<n * d).map { _ in 2 * random.nextUnit() - 1 }
        let targets = (0..<n).map { _ in random.nextUnit() }
        var statistics = LinearStatistics(order: d)
        statistics.add(inputs: inputs, targets: targets)
        let constant = Double(n) * log(2 * .pi * noise) / 2 + statistics.squares / (2 * noise)
        for scale in [0.5, 10, 1_000] {
            let precision = (0..<d).map { _ in scale * (0.5 + random.nextUnit()) }
            let got = try Evidence.logEvidence(of: statistics, precision: precision, noiseVariance: noise)
            let want = try marginal(inputs, targets, precision: precision, noiseVariance: noise) + constant
            // Condition numbers below 1 + n d / .25 = 73 and 1 + n d · 2 · 2, terms below 60.
            #expect(abs(got - want) <= 100 * 60 * Double(n * n) * .ulpOfOne, "seed \(seed), scale \(scale)")
        }
    }

    @Test("without rows every precision is as good as any other")
    func noRows() throws {
        for precision in [[1.0, 1], [30, 1e5]] {
            let evidence = try Evidence.logEvidence(
                of: LinearStatistics(order: 2), precision: precision, noiseVariance: 0.2)
            #expect(abs(evidence) <= 1e-12)
        }
    }
}
