import RouterCore
import Testing

@testable import RouterTraining

@Suite("Price list")
struct PriceListTests {
    private static let price = Price(promptUSDPerMillion: 2, completionUSDPerMillion: 8, requestUSD: 0.001)

    private func records(_ price: Price) -> [(promptTokens: Double, completionTokens: Int?, costUSD: Double?)] {
        var random = SplitMix64(seed: 1)
        return (0..<60).map { place in
            let (prompt, completion) = (Double(random.next() % 2_000), Int(random.next() % 500))
            let cost = price.costUSD(promptTokens: prompt, completionTokens: Double(completion))
            return (prompt, completion, place % 5 == 0 ? nil : cost)
        }
    }

    @Test("the list behind exact costs is found, and rows without a cost say nothing")
    func exact() throws {
        let price = PriceList.price(of: records(Self.price))
        // The pull of 1e-9 of the rows is all that is between them, times a condition number of some ten.
        for (got, want) in [
            (price.promptUSDPerMillion, 2.0), (price.completionUSDPerMillion, 8), (price.requestUSD, 0.001),
        ] { #expect(abs(try #require(got) - want) <= 1e-6 * want) }
    }

    @Test("without a cost the price is unknown, and without tokens it is that of a request")
    func unknown() {
        #expect(PriceList.price(of: []) == .unknown)
        #expect(PriceList.price(of: [(100, 10, nil)]) == .unknown)
        let flat = PriceList.price(of: [(100, nil, 0.25), (900, nil, 0.75)])
        #expect(flat == Price(promptUSDPerMillion: 0, completionUSDPerMillion: 0, requestUSD: 0.5))
    }
}
