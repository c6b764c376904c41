import Foundation
import RouterCore
import Testing

@Suite("Trade-off")
struct TradeoffTests {
    @Test("the quality end ignores cost, the middle is 10 per dollar, the other end lets any cost decide")
    func fixedPoints() throws {
        #expect(Tradeoff.qualityOnly.qualityPerUSD == 0)
        #expect(Tradeoff.balanced.qualityPerUSD == 10)
        #expect(try Tradeoff(3).qualityPerUSD == 1)
        #expect(try Tradeoff(7).qualityPerUSD == 100)
        let cheapest = UtilityWeights(try Tradeoff(10))
        #expect(cheapest.utility(quality: 0, costUSD: 0) > cheapest.utility(quality: 1, costUSD: 1e-8))
    }

    @Test("λ grows with the dial, by the square root of ten a step")
    func monotone() throws {
        let weights = try stride(from: 0.0, through: 10, by: 0.125).map { try Tradeoff($0).qualityPerUSD }
        #expect(zip(weights, weights.dropFirst()).allSatisfy(<))
        for step in 1..<9 {
            let ratio = try Tradeoff(Double(step + 1)).qualityPerUSD / Tradeoff(Double(step)).qualityPerUSD
            // Two powers and a division, each within a few units in the last place.
            #expect(abs(ratio - 10.0.squareRoot()) <= 16 * 10.0.squareRoot().ulp)
        }
    }

    @Test("positions outside the dial are refused", arguments: [-0.001, 10.001, .infinity, -.infinity, .nan])
    func refused(value: Double) {
        let error = #expect(throws: CoreError.self) { try Tradeoff(value) }
        #expect(error?.code == .invalidTradeoff)
        #expect(error?.description.contains("0 (quality) to 10 (cheapest)") == true)
    }

    @Test(
        "a position is described without a needless decimal",
        arguments: [(0, "0"), (-0.0, "0"), (5, "5"), (10, "10"), (2.5, "2.5"), (9.99, "9.99")] as [(Double, String)])
    func description(value: Double, text: String) throws {
        #expect(try Tradeoff(value).description == text)
    }

    @Test("utility is quality less weighted cost and weighted time")
    func utility() {
        let weights = UtilityWeights(qualityPerUSD: 8, qualityPerSecond: 0.25)
        #expect(weights.utility(quality: 0.75, costUSD: 0.0625, latencySeconds: 2) == -0.25)
        #expect(UtilityWeights(.balanced) == UtilityWeights(qualityPerUSD: 10, qualityPerSecond: 0))
    }
}
