import RouterCore
import Testing

@testable import RouterFeatures

@Suite("Word statistics")
struct WordStatisticsTests {
    @Test("words, long words, their characters and what differs are counted")
    func counts() {
        let words = WordStatistics(ScannedText("The river, THE riverbank; 漢漢 x").tokens)
        #expect(words.count == 7)
        #expect(words.characters == 3 + 5 + 3 + 9 + 1 + 1 + 1)
        #expect(words.longCount == 1)
        #expect(words.distinctCount == 5)
    }

    @Test(
        "differing words are those of a set, also where hashes collide in all but their high bits, or are zero",
        arguments: UInt64(1)...20)
    func distinct(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let tokens = (0..<Int(random.next() % 300)).map { _ in
            ScannedText.Token(hash: (random.next() % 40) << 56, count: 1, isWord: random.next() % 4 > 0)
        }
        let words = tokens.filter(\.isWord)
        #expect(WordStatistics(tokens).distinctCount == Set(words.map(\.hash)).count, "seed \(seed)")
        #expect(WordStatistics(tokens).count == words.count)
    }
}
