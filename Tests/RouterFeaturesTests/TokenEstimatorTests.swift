import RouterCore
import Testing

@testable import RouterFeatures

@Suite("Token estimator")
struct TokenEstimatorTests {
    @Test(
        "words, digits, symbols and ideographs count as the documentation says",
        arguments: [
            ("", 0), (" \n\t", 0), ("a", 1), ("abcdef", 1), ("abcdefg", 2), ("1", 1), ("123", 1), ("1234", 2),
            ("ab12", 2), ("a b", 2), ("a,b", 3), ("!?", 2), ("法国", 2), ("яя", 1), ("ж", 1), ("яяя", 2), ("🙂", 1),
            ("\0", 1), ("don't", 3),
        ])
    func counts(text: String, tokens: Int) {
        #expect(TokenEstimator.tokens(of: text) == tokens)
    }

    @Test(
        "estimates are within 15 % of what a byte-pair vocabulary of 100 k entries makes of a text",
        arguments: [
            // Counted by hand: every word here is a single entry of cl100k_base, and so is each mark.
            ("The quick brown fox jumps over the lazy dog.", 10),
            ("I would like to know how many people live in the city of London today.", 16),
            ("What is the best way to learn a new language? Please give me three ideas.", 17),
        ])
    func nearVocabulary(text: String, tokens: Int) {
        #expect(abs(Double(TokenEstimator.tokens(of: text) - tokens)) <= 0.15 * Double(tokens))
    }

    @Test(
        "a text and another behind it have no more tokens than both, and at most the joint's fewer",
        arguments: UInt64(1)...40)
    func nearlyAdditive(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let a = randomText(scalars: Int(random.next() % 500), seed: random.next())
        let b = randomText(scalars: Int(random.next() % 500), seed: random.next())
        let (left, right) = (TokenEstimator.tokens(of: a), TokenEstimator.tokens(of: b))
        let both = TokenEstimator.tokens(of: a + b)
        // Only the run at the joint is counted anew: a letter run and a digit run may each round up once less.
        #expect(both <= left + right, "seed \(seed)")
        #expect(both >= left + right - 2, "seed \(seed)")
        #expect(both >= max(left, right), "seed \(seed)")
    }

    @Test("a long text is estimated from pieces, exactly where all pieces are alike")
    func longText() {
        // Pieces of 1,024 bytes begin every 2,048 bytes, at the start of a line: each holds 128 times one word and one mark.
        #expect(TokenEstimator.tokens(of: String(repeating: "abcdef.\n", count: 4_096)) == 8_192)
    }

    @Test("turns, pictures and attached definitions cost what the constants say")
    func wholeRequest() {
        #expect(TokenEstimator.tokens(of: RoutingRequest(turns: [])) == 1)
        let turns: [PromptTurn] = [.init(role: .system, text: "be brief"), .init(role: .user, text: "hi")]
        let needs = RequestNeeds(imageCount: 2, attachedBytes: 403)
        #expect(TokenEstimator.tokens(of: RoutingRequest(turns: turns, needs: needs)) == 2 * 4 + 3 + 2 * 800 + 100)
    }
}
