import RouterCore

/// Sentences without meaning, in the Latin of typesetters, so that nobody takes them for an answer.
struct FillerText {
    private static let words = [
        "lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit", "sed", "do", "eiusmod", "tempor",
        "incididunt", "ut", "labore", "et", "dolore", "magna", "aliqua", "enim", "ad", "minim", "veniam", "quis",
        "nostrud", "exercitation", "ullamco", "laboris", "nisi", "aliquip", "ex", "ea",
    ]
    private var random: SplitMix64
    private var leftInSentence = 0

    /// Starts the text of a seed.
    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// The next word with the space before it; sentences have 6 to 13 words.
    mutating func next() -> String {
        let word = Self.words[Int(random.next() % UInt64(Self.words.count))]
        guard leftInSentence > 0 else {
            leftInSentence = 5 + Int(random.next() % 8)
            return " " + word.prefix(1).uppercased() + word.dropFirst()
        }
        leftInSentence -= 1
        return " " + word + (leftInSentence == 0 ? "." : "")
    }
}
