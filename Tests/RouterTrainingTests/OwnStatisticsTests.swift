import Foundation
import RouterCore
import Testing

@testable import RouterTraining

@Suite("Own statistics")
struct OwnStatisticsTests {
    private func numbers(_ statistics: OwnStatistics) -> [Double] {
        statistics.candidates.flatMap { candidate -> [Double] in
            guard let sums = statistics.sums[candidate] else { return [] }
            return [sums.reward, sums.tokens, sums.seconds].flatMap { $0.gram + $0.moment + [$0.squares, $0.count] }
        }
    }

    /// Outcomes of three candidates, of which every other one has counted tokens.
    private func outcomes(_ count: Int, seed: UInt64) -> [OwnOutcome] {
        var data = OwnData(seed: seed)
        return ["a", "b", "c"].flatMap { candidate in
            data.outcomes(candidate, count, completionTokens: candidate == "b" ? nil : 100) { Double($0[1] + 1) / 2 }
        }
    }

    @Test("sums of parts merge to those of the union, in either order", arguments: UInt64(1)...10)
    func merge(seed: UInt64) {
        let (one, other) = (outcomes(7, seed: seed), outcomes(40, seed: ~seed))
        var merged = OwnData.statistics(one)
        merged.merge(OwnData.statistics(other))
        var reversed = OwnData.statistics(other)
        reversed.merge(OwnData.statistics(one))
        #expect(numbers(merged) == numbers(reversed), "seed \(seed)")
        let union = OwnData.statistics(one + other)
        // 47 terms of at most 1·100² in another order.
        let bound = 2.0 * 47 * 47 * 1e4 * .ulpOfOne
        for (got, want) in zip(numbers(merged), numbers(union)) { #expect(abs(got - want) <= bound, "seed \(seed)") }
        #expect(merged.candidates == ["a", "b", "c"] && merged.count == 141)
    }

    @Test("a candidate that only one of two routers has seen is in the sums of both")
    func mergeNew() {
        var data = OwnData(seed: 3)
        var statistics = OwnData.statistics(data.outcomes("a", 3) { _ in 0.25 })
        statistics.merge(OwnData.statistics(data.outcomes("b", 5) { _ in 0.75 }))
        #expect(statistics.count(of: "a") == 3 && statistics.count(of: "b") == 5 && statistics.count(of: "c") == 0)
        #expect(statistics.meanReward(of: "a") == 0.25 && statistics.meanReward(of: "b") == 0.75)
        #expect(statistics.meanReward(of: "c") == nil)
    }

    @Test("a decay makes every outcome count less and leaves means as they are", arguments: [0.25, 0.5, 1])
    func decay(factor: Double) {
        let statistics = OwnData.statistics(outcomes(16, seed: 5))
        var decayed = statistics
        decayed.decay(by: factor)
        // Powers of two: no rounding.
        #expect(numbers(decayed) == numbers(statistics).map { $0 * factor })
        for candidate in statistics.candidates {
            #expect(decayed.meanReward(of: candidate) == statistics.meanReward(of: candidate))
        }
        decayed.decay(by: 0)
        #expect(decayed.count == 0 && decayed.meanReward(of: "a") == nil)
    }

    @Test("an outcome of half the weight counts as if it had been added and all had then faded to half")
    func weights() {
        let outcomes = outcomes(9, seed: 6)
        var faded = OwnData.statistics(outcomes)
        faded.decay(by: 0.5)
        let weighted = OwnData.statistics(
            outcomes.map {
                var outcome = $0
                outcome.weight = 0.5
                return outcome
            })
        // √½ squared is ½ to two roundings, of sums of nine terms of at most 1e4.
        for (got, want) in zip(numbers(weighted), numbers(faded)) {
            #expect(abs(got - want) <= 4 * 81 * 1e4 * .ulpOfOne)
        }
        #expect(weighted.count == 13.5)
    }

    @Test("replies without counted tokens teach nothing of lengths and times, and all of them teach of rewards")
    func tokens() {
        let sums = OwnData.statistics(outcomes(4, seed: 7)).sums
        #expect(sums["a"]?.tokens.count == 4 && sums["a"]?.seconds.count == 4)
        #expect(sums["b"]?.reward.count == 4 && sums["b"]?.tokens.count == 0 && sums["b"]?.seconds.count == 0)
        #expect(sums["a"]?.tokens.moment[0] == (0..<4).reduce(0) { sum, _ in sum + log1p(100) })
    }
}
