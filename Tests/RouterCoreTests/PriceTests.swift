import RouterCore
import Testing

@Suite("Price")
struct PriceTests {
    /// All parts are small dyadic numbers times a million, so that every sum below is exact.
    private let full = Price(
        promptUSDPerMillion: 1_000_000, completionUSDPerMillion: 4_000_000, cacheReadUSDPerMillion: 250_000,
        cacheWriteUSDPerMillion: 2_000_000, requestUSD: 0.5)

    @Test(
        "each token is billed once, at the price of its kind",
        arguments: [
            (0, 0, 0, 0, 0.5), (8, 0, 0, 0, 8.5), (8, 8, 0, 0, 2.5), (8, 0, 8, 0, 16.5), (0, 0, 0, 2, 8.5),
            (8, 4, 2, 1, 11.5),
        ] as [(Double, Double, Double, Double, Double)])
    func kinds(prompt: Double, read: Double, write: Double, completion: Double, expected: Double) {
        let cost = full.costUSD(
            promptTokens: prompt, cacheReadTokens: read, cacheWriteTokens: write, completionTokens: completion)
        #expect(cost == expected)
    }

    @Test("cached tokens without a price of their own are billed as other prompt tokens")
    func cacheAsPrompt() {
        let price = Price(promptUSDPerMillion: 3, completionUSDPerMillion: 15)
        let plain = price.costUSD(promptTokens: 1000, completionTokens: 10)
        let cached = price.costUSD(
            promptTokens: 1000, cacheReadTokens: 600, cacheWriteTokens: 100, completionTokens: 10)
        #expect(plain == cached)
    }

    @Test("more cached tokens than prompt tokens never make a negative bill")
    func impossibleCounts() {
        #expect(full.costUSD(promptTokens: 1, cacheReadTokens: 4, completionTokens: 0) == 1.5)
    }

    @Test(
        "a cost is unknown while a needed price is, and unknown is not zero",
        arguments: [(nil, nil), (1, nil), (nil, 1)] as [(Double?, Double?)])
    func unknown(prompt: Double?, completion: Double?) {
        let price = Price(promptUSDPerMillion: prompt, completionUSDPerMillion: completion, requestUSD: 1)
        #expect(!price.isKnown)
        #expect(price.costUSD(promptTokens: 1, completionTokens: 1) == nil)
    }

    @Test("what writes nothing, such as an embedding, needs no price of completion tokens")
    func noCompletion() {
        let price = Price(promptUSDPerMillion: 2, completionUSDPerMillion: nil)
        #expect(price.costUSD(promptTokens: 1_000_000, completionTokens: 0) == 2)
    }

    @Test("free costs nothing, which is known")
    func free() {
        #expect(Price.free.isKnown && !Price.unknown.isKnown)
        #expect(Price.free.costUSD(promptTokens: 1e6, completionTokens: 1e6) == 0)
    }

    @Test("a reply's token counts are billed by the same rule, and missing cache counts are none")
    func usage() {
        let usage = TokenUsage(promptTokens: 8, completionTokens: 1, cacheReadTokens: 4, cacheWriteTokens: 2)
        #expect(usage.costUSD(at: full) == 11.5)
        #expect(TokenUsage(promptTokens: 8, completionTokens: 1).costUSD(at: full) == 12.5)
        #expect(TokenUsage(promptTokens: 8).costUSD(at: full) == nil)
        #expect(TokenUsage(completionTokens: 8).costUSD(at: full) == nil)
        #expect(usage.costUSD(at: .unknown) == nil)
    }

    @Test("a negative price is a mistake of the program")
    func negative() async {
        await #expect(processExitsWith: .failure) {
            _ = Price(promptUSDPerMillion: -1, completionUSDPerMillion: 1)
        }
    }
}
