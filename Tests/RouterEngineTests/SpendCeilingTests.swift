import RouterCore
import RouterEngine
import Testing

@Suite("Ceiling of spending")
struct SpendCeilingTests {
    private func hold(_ costUSD: Double, _ ceiling: inout SpendCeiling) throws -> SpendCeiling.Hold {
        let hold = ceiling.hold(costUSD)
        return try #require(hold)
    }

    private func fits(_ costUSD: Double, _ ceiling: SpendCeiling) -> Bool {
        var ceiling = ceiling
        return ceiling.hold(costUSD) != nil
    }

    @Test("calls at the same time cannot exceed the ceiling together, and what they do not need is free again")
    func holds() throws {
        var ceiling = SpendCeiling(limitUSD: 1)
        let first = try hold(0.6, &ceiling)
        #expect(!fits(0.6, ceiling))
        let second = try hold(0.4, &ceiling)
        ceiling.settle(first, costUSD: 0.1)
        ceiling.settle(second, costUSD: nil)
        #expect(abs(ceiling.spentUSD - 0.5) < 1e-12 && abs(ceiling.leftUSD - 0.5) < 1e-12)
        #expect(fits(0.5, ceiling))
    }

    @Test("a call that was dearer than estimated raises later estimates as much")
    func corrections() throws {
        var ceiling = SpendCeiling(limitUSD: 1)
        ceiling.settle(try hold(0.1, &ceiling), costUSD: 0.2)
        #expect(!fits(0.5, ceiling) && fits(0.4, ceiling))
    }

    @Test("calls that cost nothing pass a ceiling of zero, others do not")
    func zero() {
        let ceiling = SpendCeiling(limitUSD: 0)
        #expect(fits(0, ceiling) && !fits(1e-9, ceiling))
    }

    @Test("whatever calls cost up to their estimates, the ceiling holds", arguments: 0..<20)
    func neverExceeded(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var ceiling = SpendCeiling(limitUSD: 1)
        var running: [(hold: SpendCeiling.Hold, mostUSD: Double)] = []
        for _ in 0..<2000 {
            let cost = random.nextUnit() / 20
            if let hold = ceiling.hold(cost) { running.append((hold, cost)) }
            if running.count > 4 || random.next() & 3 == 0, let call = running.popLast() {
                ceiling.settle(call.hold, costUSD: random.next() & 7 == 0 ? nil : call.mostUSD * random.nextUnit())
            }
            #expect(ceiling.spentUSD <= 1 + 1e-9)
        }
        #expect(ceiling.spentUSD > 0.9)
    }

    @Test("the estimate of a call grows with prompt and allowed reply, and is unknown without a price")
    func estimates() throws {
        let priced = Candidate(
            id: "a", provider: "lab", upstreamModel: "a",
            price: Price(promptUSDPerMillion: 1, completionUSDPerMillion: 10))
        let turns = [PromptTurn(role: .user, text: String(repeating: "word ", count: 1000))]
        let cost = try #require(CallEstimate.mostUSD(turns: turns, maxTokens: 500, of: priced))
        #expect(cost > 1000e-6 + 5000e-6 && cost < 1500e-6 + 5000e-6)
        let unpriced = Candidate(id: "b", provider: "lab", upstreamModel: "b")
        #expect(CallEstimate.mostUSD(turns: turns, maxTokens: 500, of: unpriced) == nil)
    }
}
