import RouterCore
import Testing

@testable import RouterTraining

@Suite("Price fit")
struct PriceFitTests {
    private func records(
        _ count: Int, seed: UInt64, _ cost: (Double, Double) -> Double
    ) -> [PriceFit.Record] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            let (prompt, completion) = (Double(50 + random.next() % 2_000), Double(10 + random.next() % 1_000))
            return .init(promptTokens: prompt, completionTokens: completion, costUSD: cost(prompt, completion))
        }
    }

    @Test(
        "planted prices are recovered", arguments: [(2.5, 10.0, 0.0005), (0.15, 0.6, 0.001), (0, 5, 0.01)],
        UInt64(1)...3)
    func recovers(price: (prompt: Double, completion: Double, request: Double), seed: UInt64) {
        let fit = PriceFit.fit(
            records(400, seed: seed) { price.request + ($0 * price.prompt + $1 * price.completion) / 1e6 })
        // The ridge of 1e-9 a record shrinks by 1e-9 over the smallest eigenvalue of the mean of [1, p, c]ᵀ[1, p, c] in
        // thousands, which is above 1e-3 for these spreads (variances .33 and .083); a request then is off by 1e-6 of all.
        let size = price.request + (price.prompt + price.completion) / 1e3
        #expect(abs((fit.promptUSDPerMillion ?? -1) - price.prompt) <= 1e-6 * size * 1e3)
        #expect(abs((fit.completionUSDPerMillion ?? -1) - price.completion) <= 1e-6 * size * 1e3)
        #expect(abs((fit.requestUSD ?? -1) - price.request) <= 1e-6 * size)
    }

    @Test("a part that would be negative is left out, and no part is negative")
    func negativeParts() {
        let rebate = PriceFit.fit(records(200, seed: 4) { $1 * 1e-5 - $0 * 1e-7 })
        #expect(rebate.promptUSDPerMillion == 0 && (rebate.completionUSDPerMillion ?? 0) > 0)
        let negativeRequest = PriceFit.fit(records(200, seed: 5) { $0 * 1e-5 + $1 * 1e-5 - 0.0004 })
        #expect(negativeRequest.requestUSD == 0)
        #expect((negativeRequest.promptUSDPerMillion ?? 0) > 0 && (negativeRequest.completionUSDPerMillion ?? 0) > 0)
    }

    @Test("without token counts all is the mean cost of a request")
    func noTokens() {
        let few = records(7, seed: 6) { _, _ in 0.002 }
        let bare = [1.0, 2, 3].map { PriceFit.Record(promptTokens: 10, completionTokens: nil, costUSD: $0) }
        #expect(PriceFit.fit(bare) == Price(promptUSDPerMillion: 0, completionUSDPerMillion: 0, requestUSD: 2))
        #expect(PriceFit.fit(few).promptUSDPerMillion == 0)
        #expect(PriceFit.fit([]) == .unknown)
    }

    @Test("what is free stays free, and prompts of one length give a finite price")
    func degenerate() {
        #expect(PriceFit.fit(records(20, seed: 7) { _, _ in 0 }).blend == 0)
        let alike = (0..<20).map { _ in PriceFit.Record(promptTokens: 100, completionTokens: 100, costUSD: 0.01) }
        let price = PriceFit.fit(alike)
        // The three parts cannot be told apart, but together they are the cost, to the ridge's 1e-9 over .01 = 100²/1000².
        let cost = price.costUSD(promptTokens: 100, completionTokens: 100) ?? 0
        #expect(abs(cost - 0.01) <= 0.01 * 1e-6)
    }
}

extension Price {
    fileprivate var blend: Double { (promptUSDPerMillion ?? 1) + (completionUSDPerMillion ?? 1) + (requestUSD ?? 1) }
}
