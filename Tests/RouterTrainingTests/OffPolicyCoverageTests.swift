import RouterCore
import Testing

@testable import RouterTraining

/// How estimators and intervals fare over 200 seeded logs of a world whose truth is known.
private struct Coverage {
    static let seeds = 200
    let truth: Double
    var values: [OffPolicyEstimate.Estimator: [Double]] = [:]
    var bootstrap: [OffPolicyEstimate.Estimator: Int] = [:]
    var bernstein: [OffPolicyEstimate.Estimator: Int] = [:]
    var effective = 0.0
    /// Logs in which SWITCH-DR left something to the model.
    var switched = 0

    init(_ world: OffPolicyWorld, logging: [[Double]], target: [[Double]], count: Int) {
        let simulator = OffPolicySimulator(scores: world.scores, modelled: world.biasedModel, logging: logging)
        let log = OffPolicyLog(simulator, targets: [target])
        truth = simulator.value(of: target)
        for seed in 0..<Self.seeds {
            let samples = log.draw(count, seed: UInt64(1_000 + seed))[0]
            let evaluation = OffPolicyEvaluation(samples, rewardRange: 0...1, seed: 1, resampleCount: 200)
            let robust = evaluation.result(.doublyRobust)?.estimate.value
            switched += evaluation.result(.switchDoublyRobust)?.estimate.value == robust ? 0 : 1
            effective += evaluation.diagnostics.effectiveSampleSize / Double(Self.seeds)
            for result in evaluation.results {
                let own = result.estimate.estimator
                values[own, default: []].append(result.estimate.value)
                bootstrap[own, default: 0] += result.intervals.bootstrap.contains(truth) ? 1 : 0
                bernstein[own, default: 0] += result.intervals.empiricalBernstein.contains(truth) ? 1 : 0
            }
        }
    }

    /// Mean error and its standard error.
    func bias(_ estimator: OffPolicyEstimate.Estimator) -> (value: Double, error: Double) {
        let moments = Moments(values[estimator] ?? [truth])
        return (moments.mean - truth, moments.standardError)
    }
}

extension Interval {
    fileprivate func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

/// Policies that could have written a log.
enum OffPolicyLogging: CaseIterable {
    case epsilonGreedy, softmax

    func probabilities(_ beliefs: [[Double]]) -> [[Double]] {
        switch self {
        case .epsilonGreedy: OffPolicySimulator.epsilonGreedy(beliefs, epsilon: 0.4)
        case .softmax: OffPolicySimulator.softmax(beliefs, temperature: 0.1)
        }
    }
}

@Suite("Off-policy estimates against a known truth")
struct OffPolicyCoverageTests {
    /// Estimators whose intervals claim to contain the truth.
    private static let honest: [OffPolicyEstimate.Estimator] = [.ips, .snips, .doublyRobust, .switchDoublyRobust]

    @Test(
        "with a wrong model, 95 % intervals contain the truth in at least 93 % of 200 logs; IPS and DR are unbiased",
        arguments: OffPolicyLogging.allCases)
    func synthetic(policy: OffPolicyLogging) {
        check(.synthetic, policy)
    }

    @Test(
        "the same on real outcomes",
        .enabled(if: OffPolicyWorld.hasTables, "outcome tables are no part of the repository"),
        arguments: ["mmlu_pro", "zeroeval_crux"], OffPolicyLogging.allCases)
    func real(table: String, policy: OffPolicyLogging) throws {
        check(try #require(OffPolicyWorld.shared.first { $0.name == table }), policy)
    }

    private func check(_ world: OffPolicyWorld, _ policy: OffPolicyLogging) {
        let coverage = Coverage(
            world, logging: policy.probabilities(world.beliefs),
            target: OffPolicySimulator.softmax(world.otherBeliefs, temperature: 0.05), count: 300)
        for estimator in Self.honest {
            let (own, exact) = (coverage.bootstrap[estimator] ?? 0, coverage.bernstein[estimator] ?? 0)
            #expect(own >= 186, "\(estimator) in \(world.name): \(own) of 200 bootstrap intervals")
            #expect(exact >= 186, "\(estimator) in \(world.name): \(exact) of 200 Bernstein intervals")
        }
        for estimator in [OffPolicyEstimate.Estimator.ips, .doublyRobust] {
            let bias = coverage.bias(estimator)
            #expect(abs(bias.value) < 3.5 * bias.error, "\(estimator): bias \(bias.value) ± \(bias.error)")
        }
        // SNIPS is biased by order 1/n; SWITCH-DR by no more than its threshold's rule balances with its variance.
        let snips = coverage.bias(.snips)
        #expect(abs(snips.value) < 3.5 * snips.error + 1 / coverage.effective)
        let switched = coverage.bias(.switchDoublyRobust)
        #expect(abs(switched.value) < 3.5 * switched.error + switched.error * Double(Coverage.seeds).squareRoot())
        let modelled = coverage.bias(.directMethod)
        #expect(abs(modelled.value) > 5 * modelled.error, "the model is meant to be wrong: \(modelled)")
    }

    @Test("where a few weights are huge, SWITCH-DR switches them off, errs less than DR, and its intervals stay true")
    func heavyTail() {
        let world = OffPolicyWorld.synthetic
        let target = OffPolicySimulator.softmax(world.otherBeliefs, temperature: 0.1)
        // On every twentieth prompt the logging policy takes the last candidate 247 times of 250.
        let logging = OffPolicySimulator.softmax(world.beliefs, temperature: 0.15).enumerated().map { row, policy in
            row % 20 == 0 ? [0.004, 0.004, 0.004, 0.988] : policy
        }
        let coverage = Coverage(world, logging: logging, target: target, count: 300)
        let covered = coverage.bootstrap[.switchDoublyRobust] ?? 0
        #expect(covered >= 186, "\(covered) of 200")
        #expect(coverage.switched > 0)
        let errors = [OffPolicyEstimate.Estimator.switchDoublyRobust, .doublyRobust].map { estimator in
            (coverage.values[estimator] ?? []).reduce(0) { $0 + ($1 - coverage.truth) * ($1 - coverage.truth) }
        }
        #expect(errors[0] < 0.5 * errors[1], "\(errors)")
    }

    @Test("doubly robust estimates vary less than IPS, even with a wrong model")
    func variance() {
        let world = OffPolicyWorld.synthetic
        let simulator = OffPolicySimulator(
            scores: world.scores, modelled: world.biasedModel,
            logging: OffPolicySimulator.epsilonGreedy(world.beliefs, epsilon: 0.3))
        let samples = simulator.samples(
            2_000, target: OffPolicySimulator.epsilonGreedy(world.otherBeliefs, epsilon: 0), seed: 5)
        let ips = Moments(OffPolicyEstimators.ips(of: samples, rewardRange: 0...1).contributions)
        let robust = Moments(OffPolicyEstimators.doublyRobust(of: samples, rewardRange: 0...1).contributions)
        #expect(robust.standardError < 0.7 * ips.standardError)
    }
}
