import Testing

@testable import RouterCLI

@Suite("Bandit without features")
struct FeaturelessBanditTests {
    @Test("every candidate is tried once first, and then nearly always the best", arguments: UInt64(1)...5)
    func serves(seed: UInt64) {
        var bandit = FeaturelessBandit(candidateCount: 3, seed: seed)
        let served = (0..<1_000).map { _ in bandit.serve([0.25, 0.75, 0.5]) }
        #expect(served.prefix(3) == [0.25, 0.75, 0.5], "seed \(seed)")
        // Two of three even draws of 5 % are others: 33 of 997 expected, a standard deviation of 5.7.
        let others = served.dropFirst(3).filter { $0 != 0.75 }.count
        #expect((5...61).contains(others), "seed \(seed)")
    }

    @Test("the same seed gives the same choices")
    func reproducible() {
        var (one, other) = (
            FeaturelessBandit(candidateCount: 4, seed: 9), FeaturelessBandit(candidateCount: 4, seed: 9)
        )
        for step in 0..<200 {
            let utilities = (0..<4).map { Double(($0 + step) % 4) }
            #expect(one.serve(utilities) == other.serve(utilities))
        }
    }
}
