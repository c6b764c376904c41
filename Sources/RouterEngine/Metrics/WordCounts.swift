/// How often each of a few words was met; beyond ``limit`` words, all others are one.
///
/// There are so few that looking through them is quicker than hashing, as most are equal by identity.
struct WordCounts: Sendable {
    /// The most words that are told apart.
    static let limit = 48
    /// What all words beyond the limit are counted as.
    static let overflow = "other"

    /// Words and counts, in the order in which the words were first met.
    private(set) var entries: [(word: String, count: Int)] = []

    /// Counts a word.
    mutating func add(_ word: String) {
        if let place = entries.firstIndex(where: { $0.word == word }) {
            entries[place].count += 1
        } else if entries.count < Self.limit || word == Self.overflow {
            entries.append((word, 1))
        } else {
            add(Self.overflow)
        }
    }
}
