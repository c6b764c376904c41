import RouterCore
import Testing

@testable import RouterEngine

@Suite("Cost bands")
struct CostBandTests {
    private func members(_ tier: CostTier, _ costs: [Double?]) -> [Int] {
        CostBand.members(of: tier, among: Array(costs.indices), cost: { costs[$0] }).sorted()
    }

    @Test("of five different costs each tier has one, whatever their order")
    func five() {
        let costs: [Double?] = [5, 3, 1, 4, 2]
        #expect(CostTier.allCases.map { members($0, costs) } == [[2], [4], [1], [3], [0]])
    }

    @Test("ten different costs are two for each tier")
    func ten() {
        let costs = (0..<10).map { Optional(Double($0)) }
        #expect(CostTier.allCases.map { members($0, costs) } == [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]])
    }

    @Test("a tier without members takes those of the nearest one below, else of the nearest above")
    func empty() {
        // Mid-ranks of two are 25 and 75: medium and xhigh.
        #expect(CostTier.allCases.map { members($0, [1, 2]) } == [[0], [0], [0], [1], [1]])
        // The only one is in the middle, as are all of the same cost.
        #expect(CostTier.allCases.map { members($0, [7]) } == [[0], [0], [0], [0], [0]])
        #expect(members(.low, [7, 7, 7]) == [0, 1, 2])
    }

    @Test("candidates of the same cost share a tier")
    func ties() {
        // Percentiles: 1, 1, 1 → 30; 2 → 70; 3 → 90.
        #expect(
            CostTier.allCases.map { members($0, [1, 1, 2, 3, 1]) } == [[0, 1, 4], [0, 1, 4], [0, 1, 4], [2], [3]])
    }

    @Test("an unknown cost is in no tier, unless no cost is known")
    func unknown() {
        #expect(members(.max, [nil, 1, nil]) == [1])
        #expect(members(.low, [nil, nil]) == [0, 1])
        #expect(members(.low, []).isEmpty)
    }

    @Test("tiers are disjoint, none is empty and together they are all, however costs fall", arguments: UInt64(1)...20)
    func partition(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let costs = (0..<Int(5 + random.next() % 40)).map { _ in Optional(Double(random.next() % 1000)) }
        let tiers = CostTier.allCases.map { members($0, costs) }
        #expect(tiers.allSatisfy { !$0.isEmpty })
        if Set(costs).count == costs.count {
            #expect(tiers.flatMap { $0 }.sorted() == Array(costs.indices), "seed \(seed)")
        }
        for (lower, higher) in zip(tiers, tiers.dropFirst()) where lower != higher {
            let (most, least) = (lower.compactMap { costs[$0] }.max() ?? 0, higher.compactMap { costs[$0] }.min() ?? 0)
            #expect(most < least, "seed \(seed)")
        }
    }
}
