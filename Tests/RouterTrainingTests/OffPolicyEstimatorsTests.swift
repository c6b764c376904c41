import RouterCore
import Testing

@testable import RouterTraining

@Suite("Off-policy estimators")
struct OffPolicyEstimatorsTests {
    private static let range = 0.0...1.0

    private static func sample(
        _ choice: Int, _ reward: Double, logging: [Double], target: [Double], modelled: [Double]
    ) -> OffPolicySample {
        OffPolicySample(
            choice: choice, reward: reward, loggingProbabilities: logging, targetProbabilities: target,
            modelledRewards: modelled)
    }

    /// Two samples whose estimates can be worked out by hand: weights 2 and 0.5.
    private static let two = [
        sample(0, 1, logging: [0.25, 0.75], target: [0.5, 0.5], modelled: [0.6, 0.2]),
        sample(1, 0.5, logging: [0.2, 0.8], target: [0.6, 0.4], modelled: [0.5, 0.1]),
    ]

    @Test("estimates of two samples are those worked out by hand")
    func byHand() {
        let ips = OffPolicyEstimators.ips(of: Self.two, rewardRange: Self.range)
        #expect(ips.contributions == [2, 0.25])
        #expect(ips.value == 1.125)
        // The largest weight is 0.6 / 0.2.
        #expect(abs(ips.possible.upperBound - 3) < 1e-12 && ips.possible.lowerBound == 0)
        let snips = OffPolicyEstimators.snips(of: Self.two, rewardRange: Self.range)
        #expect(abs((snips?.value ?? 0) - 0.9) < 1e-12)
        let direct = OffPolicyEstimators.directMethod(of: Self.two, rewardRange: Self.range)
        #expect(abs(direct.value - (0.4 + 0.34) / 2) < 1e-12)
        let robust = OffPolicyEstimators.doublyRobust(of: Self.two, rewardRange: Self.range)
        #expect(abs(robust.contributions[0] - (0.4 + 2 * 0.4)) < 1e-12)
        #expect(abs(robust.contributions[1] - (0.34 + 0.5 * 0.4)) < 1e-12)
        #expect(robust.unseen.lowerBound > -1e-12 && robust.unseen.upperBound < 1e-12)
    }

    @Test("evaluating the logging policy itself gives the plain mean")
    func loggingPolicy() {
        var random = SplitMix64(seed: 3)
        let samples = (0..<50).map { _ -> OffPolicySample in
            let first = 0.1 + 0.8 * random.nextUnit()
            let probabilities = [first, 1 - first]
            return Self.sample(
                random.nextUnit() < first ? 0 : 1, random.nextUnit(), logging: probabilities, target: probabilities,
                modelled: [0.3, 0.7])
        }
        let mean = samples.map(\.reward).mean
        #expect(abs(OffPolicyEstimators.ips(of: samples, rewardRange: Self.range).value - mean) < 1e-12)
        #expect(abs((OffPolicyEstimators.snips(of: samples, rewardRange: Self.range)?.value ?? 0) - mean) < 1e-12)
        #expect(abs(ImportanceWeights.effectiveSampleSize(samples.map(\.importanceWeight)) - 50) < 1e-9)
    }

    @Test("contributions average to the estimate, whichever the estimator")
    func contributions() {
        let world = OffPolicyWorld.synthetic
        let simulator = OffPolicySimulator(
            scores: world.scores, modelled: world.biasedModel,
            logging: OffPolicySimulator.softmax(world.beliefs, temperature: 0.1))
        let samples = simulator.samples(
            300, target: OffPolicySimulator.softmax(world.otherBeliefs, temperature: 0.1), seed: 1)
        let evaluation = OffPolicyEvaluation(samples, rewardRange: Self.range, seed: 1, resampleCount: 100)
        #expect(evaluation.results.map(\.estimate.estimator) == OffPolicyEstimate.Estimator.allCases)
        for result in evaluation.results {
            let estimate = result.estimate
            #expect(abs(estimate.contributions.mean - estimate.value) < 1e-9, "\(estimate.estimator)")
            let tolerance = 1e-12
            #expect(
                estimate.contributions.allSatisfy {
                    $0 >= estimate.possible.lowerBound - tolerance && $0 <= estimate.possible.upperBound + tolerance
                }, "\(estimate.estimator)")
        }
    }

    @Test("a clip cuts weights and says what may be lost by it")
    func clip() {
        let clipped = OffPolicyEstimators.ips(of: Self.two, rewardRange: Self.range, weightClip: 1)
        #expect(clipped.contributions == [1, 0.25])
        // Cut off: 0.5 - 0.25 of the first sample's probability, 0.6 - 0.2 of the second's.
        #expect(abs(clipped.unseen.upperBound - (0.25 + 0.4) / 2) < 1e-12)
        #expect(clipped.unseen.lowerBound == 0)
    }

    @Test("SWITCH-DR is the direct method at threshold 0, doubly robust at infinity, and takes its own from weights")
    func switching() {
        let zero = OffPolicyEstimators.switchDoublyRobust(of: Self.two, rewardRange: Self.range, threshold: 0)
        #expect(zero.value == OffPolicyEstimators.directMethod(of: Self.two, rewardRange: Self.range).value)
        let all = OffPolicyEstimators.switchDoublyRobust(of: Self.two, rewardRange: Self.range, threshold: .infinity)
        #expect(all.value == OffPolicyEstimators.doublyRobust(of: Self.two, rewardRange: Self.range).value)
        let own = OffPolicyEstimators.switchDoublyRobust(of: Self.two, rewardRange: Self.range)
        let weights = Self.two.flatMap { zip($0.targetProbabilities, $0.loggingProbabilities).map { $0 / $1 } }
        #expect(weights.contains(own.threshold))
    }

    @Test("SWITCH-DR leaves a weight of ten thousand to the model")
    func heavyWeight() {
        var samples = (0..<200).map { index in
            Self.sample(
                index % 2, index % 3 == 0 ? 0 : 1, logging: [0.5, 0.5], target: [0.6, 0.4], modelled: [0.6, 0.6])
        }
        samples.append(
            Self.sample(0, 0, logging: [0.00002, 0.99998], target: [0.2, 0.8], modelled: [0.6, 0.6]))
        let (estimate, threshold) = OffPolicyEstimators.switchDoublyRobust(of: samples, rewardRange: Self.range)
        #expect(threshold < 2)
        #expect(abs(estimate.value - 0.66) < 0.05)
        #expect(OffPolicyEstimators.doublyRobust(of: samples, rewardRange: Self.range).value < -20)
    }

    @Test("probability where nothing could be logged widens intervals by what may be there")
    func unsupported() {
        let samples = (0..<100).map { index in
            Self.sample(0, index % 2 == 0 ? 1 : 0, logging: [1, 0], target: [0.7, 0.3], modelled: [0.5, 0.4])
        }
        let robust = OffPolicyEstimators.doublyRobust(of: samples, rewardRange: Self.range)
        #expect(abs(robust.unseen.lowerBound + 0.3 * 0.4) < 1e-12)
        #expect(abs(robust.unseen.upperBound - 0.3 * 0.6) < 1e-12)
        let evaluation = OffPolicyEvaluation(samples, rewardRange: Self.range, seed: 1, resampleCount: 100)
        let interval = evaluation.result(.doublyRobust)?.intervals.bootstrap
        #expect((interval?.high ?? 0) - (interval?.low ?? 0) > 0.3)
        let share = evaluation.diagnostics.support.impossibleShare
        #expect(evaluation.diagnostics.warnings.contains(.unsupported(share: share)))
    }

    @Test("without weight there is no SNIPS, and the others still answer")
    func noWeight() {
        let samples = (0..<20).map { _ in
            Self.sample(0, 1, logging: [0.5, 0.5], target: [0, 1], modelled: [0.9, 0.4])
        }
        #expect(OffPolicyEstimators.snips(of: samples, rewardRange: Self.range) == nil)
        let evaluation = OffPolicyEvaluation(samples, rewardRange: Self.range, seed: 1, resampleCount: 100)
        #expect(evaluation.result(.snips) == nil)
        #expect(abs((evaluation.result(.doublyRobust)?.estimate.value ?? 0) - 0.4) < 1e-12)
        #expect(evaluation.diagnostics.effectiveSampleSize == 0)
    }

    @Test("samples may offer different numbers of candidates, and rewards may be utilities below zero")
    func shapes() {
        let samples = [
            Self.sample(0, -0.4, logging: [1], target: [1], modelled: [-0.2]),
            Self.sample(2, 0.3, logging: [0.2, 0.3, 0.5], target: [0, 0, 1], modelled: [0, 0.1, 0.2]),
        ]
        let evaluation = OffPolicyEvaluation(samples, rewardRange: -0.5...1, seed: 1, resampleCount: 100)
        #expect(evaluation.result(.ips)?.estimate.value ?? 0 == (-0.4 + 0.6) / 2)
        #expect(evaluation.result(.ips)?.estimate.possible == -1...2)
        // Two samples are no sample to draw from anew.
        #expect(evaluation.result(.ips)?.intervals.bootstrap == Interval(low: -0.5, high: 1))
    }

    @Test("the same seed gives the same evaluation, another seed other intervals")
    func seeds() {
        let samples = (0..<40).map { index in
            Self.sample(
                index % 2, Double(index % 5) / 4, logging: [0.5, 0.5], target: [0.3, 0.7], modelled: [0.4, 0.6])
        }
        let first = OffPolicyEvaluation(samples, rewardRange: Self.range, seed: 1, resampleCount: 200)
        #expect(first == OffPolicyEvaluation(samples, rewardRange: Self.range, seed: 1, resampleCount: 200))
        #expect(first != OffPolicyEvaluation(samples, rewardRange: Self.range, seed: 2, resampleCount: 200))
    }
}
