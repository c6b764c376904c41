import RouterCore
import Testing

@testable import RouterTraining

@Suite("Off-policy diagnostics")
struct OffPolicyDiagnosticsTests {
    /// Choices drawn with probabilities that differ from prompt to prompt, logged as they are or distorted.
    private static func samples(
        _ count: Int, seed: UInt64, logged: ([Double]) -> [Double] = { $0 }
    ) -> [OffPolicySample] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            let first = [0.05, 0.3, 0.6][Int(random.next() % 3)]
            let probabilities = [first, 0.9 - first, 0.1]
            let drawn = random.nextUnit()
            let choice = drawn < first ? 0 : drawn < 0.9 ? 1 : 2
            return OffPolicySample(
                choice: choice, reward: 1, loggingProbabilities: logged(probabilities),
                targetProbabilities: [0.3, 0.4, 0.3], modelledRewards: [1, 1, 1])
        }
    }

    @Test("right propensities are called wrong no more often than stated")
    func falseAlarms() {
        let (runs, rate) = (2_000, 0.05)
        let alarms = (0..<runs).count { seed in
            !PropensityCalibration(Self.samples(300, seed: UInt64(seed)), falseAlarmRate: rate).alarms.isEmpty
        }
        // Three standard deviations of a binomial count above its mean.
        let limit = Double(runs) * rate + 3 * (Double(runs) * rate * (1 - rate)).squareRoot()
        #expect(Double(alarms) <= limit, "\(alarms) of \(runs)")
    }

    @Test("wrong propensities are found, and the candidate named")
    func alarms() {
        let distorted = Self.samples(3_000, seed: 1) { [$0[0], $0[1] - 0.05, $0[2] + 0.05] }
        let calibration = PropensityCalibration(distorted)
        #expect(calibration.alarms.map(\.candidate).contains(2))
        let diagnostics = OffPolicyDiagnostics(distorted)
        #expect(diagnostics.warnings.first?.description.contains("was chosen") == true)
        #expect(OffPolicyDiagnostics(Self.samples(3_000, seed: 1)).warnings.isEmpty)
    }

    @Test("weights and support are described in figures")
    func figures() {
        let samples = (0..<99).map { index in
            OffPolicySample(
                choice: index == 0 ? 1 : 0, reward: 0, loggingProbabilities: [0.9995, 0.0005, 0],
                targetProbabilities: [0.8, 0.15, 0.05], modelledRewards: [0, 0, 0])
        }
        let diagnostics = OffPolicyDiagnostics(samples)
        #expect(abs(diagnostics.support.impossibleShare - 0.05) < 1e-12)
        #expect(abs(diagnostics.support.rareShare - 0.15) < 1e-12)
        #expect(diagnostics.support.affectedShare == 1)
        #expect(abs(diagnostics.weights.maximum - 300) < 1e-9)
        #expect(diagnostics.weights.zeroShare == 0)
        #expect(diagnostics.weights.largestShare > 0.7)
        #expect(diagnostics.effectiveSampleSize < 2)
        #expect(diagnostics.warnings.contains(.unsupported(share: diagnostics.support.impossibleShare)))
        #expect(diagnostics.warnings.contains(.heavyWeight(share: diagnostics.weights.largestShare)))
        #expect(diagnostics.warnings.contains(.fewEffectiveSamples(diagnostics.effectiveSampleSize)))
    }

    @Test("samples that are missing not at random show in the mean weight")
    func meanWeight() {
        let kept = Self.samples(2_000, seed: 3).filter { $0.choice != 2 }
        let found = OffPolicyDiagnostics(kept).warnings.contains { warning in
            if case .meanWeight = warning { true } else { false }
        }
        #expect(found)
    }

    @Test("effective sample sizes follow Kish's rule")
    func effectiveSampleSize() {
        #expect(ImportanceWeights.effectiveSampleSize([2, 2, 2]) == 3)
        #expect(ImportanceWeights.effectiveSampleSize([3, 1, 0]) == 1.6)
        #expect(ImportanceWeights.effectiveSampleSize([1, -1]) == 2)
        #expect(ImportanceWeights.effectiveSampleSize([0]) == 0)
    }
}
