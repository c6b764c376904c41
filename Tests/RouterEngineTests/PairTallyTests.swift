import RouterEngine
import Testing

@Suite("Comparisons of pairs")
struct PairTallyTests {
    @Test(
        "a verdict that depends on the order is a tie",
        arguments: [
            (JudgePreference.first, JudgePreference.second, PairResult.Outcome.win, true),
            (.second, .first, .loss, true), (.neither, .neither, .tie, true), (.first, .first, .tie, false),
            (.second, .second, .tie, false), (.first, .neither, .tie, false), (.neither, .first, .tie, false),
        ])
    func bothOrders(
        forward: JudgePreference, backward: JudgePreference, outcome: PairResult.Outcome, isConsistent: Bool
    ) {
        let result = PairResult(forward: forward, backward: backward)
        #expect(result.outcome == outcome && result.isConsistent == isConsistent)
    }

    private static func tally(wins: Int, ties: Int = 0, losses: Int) -> PairTally {
        var tally = PairTally()
        for _ in 0..<wins { tally.add(PairResult(forward: .first, backward: .second)) }
        for _ in 0..<ties { tally.add(PairResult(forward: .first, backward: .first)) }
        for _ in 0..<losses { tally.add(PairResult(forward: .second, backward: .first)) }
        return tally
    }

    @Test("ties count half in the share, and those of order are counted by themselves")
    func share() {
        let tally = Self.tally(wins: 2, ties: 2, losses: 0)
        #expect(tally.share == 0.75 && tally.count == 4 && tally.inconsistentCount == 2)
        #expect(PairTally().share == nil && PairTally().interval() == nil && PairTally().signTest == 1)
    }

    /// By hand: n = 10, p = 0.8, z = 1.96: (0.8 + 0.19208 ± 1.96·√(0.016 + 0.0096040)) / 1.38416.
    @Test("the interval is Wilson's, and stays within 0 and 1")
    func interval() throws {
        let interval = try #require(Self.tally(wins: 8, losses: 2).interval(z: 1.96))
        #expect(abs(interval.lowerBound - 0.490_16) < 1e-5 && abs(interval.upperBound - 0.943_32) < 1e-5)
        let certain = try #require(Self.tally(wins: 5, losses: 0).interval())
        #expect(certain.upperBound == 1 && certain.lowerBound > 0.5)
    }

    /// Binomial tails of a fair coin: 2·(1 + 10 + 45)/2¹⁰ and 2·1/2⁵.
    @Test(
        "the sign test leaves ties out",
        arguments: [(8, 0, 2, 0.109_375), (8, 90, 2, 0.109_375), (5, 0, 0, 0.0625), (3, 0, 3, 1), (0, 4, 0, 1)])
    func signTest(wins: Int, ties: Int, losses: Int, probability: Double) {
        let tally = Self.tally(wins: wins, ties: ties, losses: losses)
        #expect(abs(tally.signTest - probability) < 1e-12)
    }
}
