import RouterCore
import Testing

@testable import RouterTraining

@Suite("Promotion gate")
struct PromotionGateTests {
    private static let world = OffPolicyWorld.synthetic

    /// A model that praises whatever has not been tried: the mistake that promotes bad challengers.
    private static let flattering = world.beliefs.map { row in row.map { min(1, max(0, $0 + 0.15)) } }

    /// Always the candidate that beliefs, with something added for one of them, put first.
    private static func greedy(favour candidate: Int, by bonus: Double) -> [[Double]] {
        OffPolicySimulator.epsilonGreedy(
            world.beliefs.map { row in row.enumerated().map { $1 + ($0 == candidate ? bonus : 0) } }, epsilon: 0)
    }

    private static let simulator = OffPolicySimulator(
        scores: world.scores, modelled: flattering,
        logging: OffPolicySimulator.softmax(world.beliefs, temperature: 0.15))
    /// The champion is the best policy of these beliefs; others favour a candidate beyond reason.
    private static let good = greedy(favour: 0, by: 0)
    private static let worse = greedy(favour: 0, by: 0.15)
    private static let bad = greedy(favour: 0, by: 1)

    private static func reports(
        champion: [[Double]], challenger: [[Double]], gate: PromotionGate = PromotionGate(), count: Int = 1_000
    ) -> [PromotionReport] {
        let log = OffPolicyLog(simulator, targets: [champion, challenger])
        return (0..<200).map { seed in
            let samples = log.draw(count, seed: UInt64(10_000 + seed))
            return gate.report(champion: samples[0], challenger: samples[1], rewardRange: 0...1)
        }
    }

    @Test("a worse challenger is never promoted in 200 logs, by little or by much, with a model that praises it")
    func worseChallenger() {
        let truth = Self.simulator.value(of: Self.good)
        #expect(Self.simulator.value(of: Self.worse) < truth - 0.02)
        #expect(Self.simulator.value(of: Self.bad) < truth - 0.1)
        for challenger in [Self.worse, Self.bad] {
            let reports = Self.reports(champion: Self.good, challenger: challenger)
            #expect(reports.count { $0.verdict == .promote } == 0)
            // Not for want of evidence.
            #expect(reports.count { $0.verdict == .refuse(.notBetter) } >= 150)
        }
    }

    @Test("a clearly better challenger is promoted in at least 190 of 200 logs")
    func betterChallenger() {
        let gain = Self.simulator.value(of: Self.good) - Self.simulator.value(of: Self.bad)
        let reports = Self.reports(
            champion: Self.bad, challenger: Self.good, gate: PromotionGate(margin: 0.005))
        let promoted = reports.count { $0.verdict == .promote }
        #expect(promoted >= 190, "\(promoted) of 200 with a true gain of \(gain)")
    }

    @Test("with a true gain of just the margin, it is promoted no more often than stated")
    func atTheMargin() {
        let gain = Self.simulator.value(of: Self.good) - Self.simulator.value(of: Self.worse)
        let gate = PromotionGate(margin: gain, confidence: 0.9)
        let reports = Self.reports(champion: Self.worse, challenger: Self.good, gate: gate)
        let promoted = reports.count { $0.verdict == .promote }
        // Logs with too little evidence would make this true by themselves.
        #expect(reports.count { $0.figures.effectiveSampleSize >= gate.leastEffectiveSampleSize } >= 190)
        let rate = gate.tail(look: 1)
        #expect(Double(promoted) <= 200 * rate + 3 * (200 * rate * (1 - rate)).squareRoot(), "\(promoted) of 200")
    }

    @Test("looking five times at a growing log promotes no more often than stated")
    func peeking() {
        let gain = Self.simulator.value(of: Self.good) - Self.simulator.value(of: Self.worse)
        let gate = PromotionGate(margin: gain)
        let log = OffPolicyLog(Self.simulator, targets: [Self.worse, Self.good])
        let wrong = (0..<100).count { seed in
            let samples = log.draw(1_000, seed: UInt64(20_000 + seed))
            return (1...5).contains { look in
                gate.report(
                    champion: Array(samples[0].prefix(200 * look)), challenger: Array(samples[1].prefix(200 * look)),
                    rewardRange: 0...1, look: look
                ).verdict == .promote
            }
        }
        #expect(Double(wrong) <= 5 + 3 * (100 * 0.05 * 0.95).squareRoot(), "\(wrong) of 100")
        let spent = (1...100_000).reduce(0) { $0 + gate.tail(look: $1) }
        #expect(spent < 0.05 && spent > 0.0499)
    }

    @Test("too little evidence says how many outcomes are missing, and about so many are enough")
    func missing() {
        let few = Self.simulator.samples(120, targets: [Self.bad, Self.good], seed: 3)
        let gate = PromotionGate()
        let report = gate.report(champion: few[0], challenger: few[1], rewardRange: 0...1)
        guard case .tooLittleEvidence(let missing) = report.verdict else {
            Issue.record("\(report.verdict)")
            return
        }
        #expect(report.text.contains("about \(missing) more outcomes"))
        let more = Self.simulator.samples(2 * (120 + missing), targets: [Self.bad, Self.good], seed: 4)
        let later = gate.report(champion: more[0], challenger: more[1], rewardRange: 0...1)
        #expect(later.figures.effectiveSampleSize >= gate.leastEffectiveSampleSize)
    }

    @Test("no outcomes are too little evidence")
    func empty() {
        let report = PromotionGate().report(champion: [], challenger: [], rewardRange: 0...1)
        #expect(report.verdict == .tooLittleEvidence(missing: PromotionGate.leastSampleCount))
        #expect(report.figures.lowerBound == nil)
    }

    @Test("what was never explored is refused, however much the model likes it")
    func unsupported() {
        let greedy = Self.simulator.logged(by: Self.good)
        let samples = greedy.samples(500, targets: [Self.good, Self.bad], seed: 1)
        let report = PromotionGate().report(champion: samples[0], challenger: samples[1], rewardRange: 0...1)
        #expect(report.verdict == .refuse(.unsupported))
        #expect(report.text.contains("explore to find out"))
        // A log that cannot see a difference cannot promote even if the gate is told to overlook that.
        let blind = PromotionGate(leastEffectiveSampleSize: 0, largestUnsupportedShare: 1)
        #expect(blind.report(champion: samples[0], challenger: samples[1], rewardRange: 0...1).verdict != .promote)
    }

    @Test("the champion itself is refused as its own challenger")
    func same() {
        let samples = Self.simulator.samples(300, targets: [Self.good, Self.good], seed: 1)
        let report = PromotionGate().report(champion: samples[0], challenger: samples[1], rewardRange: 0...1)
        #expect(report.verdict == .refuse(.sameChoices))
        #expect(report.figures.difference == 0)
    }

    @Test("propensities that cannot be right are refused")
    func propensities() {
        let samples = Self.simulator.samples(1_000, targets: [Self.bad, Self.good], seed: 1).map { target in
            target.map { sample in
                OffPolicySample(
                    choice: sample.choice, reward: sample.reward, loggingProbabilities: [0.25, 0.25, 0.25, 0.25],
                    targetProbabilities: sample.targetProbabilities, modelledRewards: sample.modelledRewards)
            }
        }
        let report = PromotionGate().report(champion: samples[0], challenger: samples[1], rewardRange: 0...1)
        guard case .refuse(.miscalibratedPropensities(let readings)) = report.verdict else {
            Issue.record("\(report.verdict)")
            return
        }
        #expect(!readings.isEmpty && report.text.contains("cannot be right"))
    }
}
