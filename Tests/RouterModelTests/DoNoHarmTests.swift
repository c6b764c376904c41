import RouterCore
import RouterModel
import Testing

@Suite("Do no harm")
struct DoNoHarmTests {
    private struct Case {
        let utilities: [Double]
        let averages: [Double]
        let deviations: [Double]

        init(seed: UInt64) {
            var random = SplitMix64(seed: seed)
            let m = 1 + Int(random.next() % 8)
            utilities = (0..<m).map { _ in random.nextUnit() }
            averages = (0..<m).map { _ in random.nextUnit() }
            deviations = (0..<m * m).map { _ in 0.3 * random.nextUnit() }
        }

        var result: (baseline: Int, utilities: [Double]) {
            DoNoHarm.cautious(utilities: utilities, averages: averages) { deviations[$0 * utilities.count + $1] }
        }

        /// What a candidate has to be better by.
        func margin(_ index: Int, _ baseline: Int) -> Double {
            DoNoHarm.deviations * deviations[index * utilities.count + baseline]
        }
    }

    @Test(
        "the best candidate on average is left only for one that is better by more than its margin",
        arguments: UInt64(1)...200)
    func leavesOnlyBeyondMargin(seed: UInt64) {
        let one = Case(seed: seed)
        let (baseline, cautious) = one.result
        #expect(one.averages[baseline] == one.averages.max(), "seed \(seed)")
        let distribution = GreedyPolicy().distribution(over: PolicyContext(utilities: cautious))
        #expect(abs(distribution.probabilities.reduce(0, +) - 1) <= .ulpOfOne, "seed \(seed)")
        let better = one.utilities.indices.filter {
            $0 != baseline && one.utilities[$0] - one.utilities[baseline] > one.margin($0, baseline)
        }
        let choice = distribution.probabilities.firstIndex(of: 1)
        #expect((choice == baseline) == better.isEmpty, "seed \(seed)")
        if let choice, choice != baseline { #expect(better.contains(choice), "seed \(seed)") }
    }

    @Test("both happen: candidates within their margin, and beyond it")
    func bothHappen() {
        let isLeft = (UInt64(1)...200).map { seed -> Bool in
            let result = Case(seed: seed).result
            return result.utilities.max() != result.utilities[result.baseline]
        }
        #expect(isLeft.contains(true) && isLeft.contains(false))
    }

    @Test("the margin is two and a half deviations", arguments: [(0.124, 0), (0.126, 1)])
    func margin(advantage: Double, choice: Int) {
        let (baseline, cautious) = DoNoHarm.cautious(utilities: [0.5, 0.5 + advantage], averages: [0.6, 0.5]) { _, _ in
            0.05
        }
        #expect(baseline == 0 && cautious[0] == 0.5)
        #expect(GreedyPolicy().distribution(over: PolicyContext(utilities: cautious)).probabilities[choice] == 1)
    }

    @Test("one candidate, and the first of several that are equally good on average, lose nothing")
    func edges() {
        let one = DoNoHarm.cautious(utilities: [-3], averages: [0]) { _, _ in 1 }
        #expect(one.baseline == 0 && one.utilities == [-3])
        let equal = DoNoHarm.cautious(utilities: [1, 1, 1], averages: [0, 2, 2]) { _, _ in 1 }
        #expect(equal.baseline == 1 && equal.utilities == [-1.5, 1, -1.5])
    }

    @Test("a candidate that may not be chosen is no baseline")
    func excluded() {
        let result = DoNoHarm.cautious(utilities: [1, 1], averages: [-.infinity, -1e9]) { _, _ in 0.1 }
        #expect(result.baseline == 1)
    }
}
