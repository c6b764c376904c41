/// Counts of one pass over the words of a scanned text.
struct WordStatistics {
    /// Words; each ideograph is one.
    private(set) var count = 0
    /// Characters of all words.
    private(set) var characters = 0
    /// Words of eight or more characters.
    private(set) var longCount = 0
    /// Words that differ.
    private(set) var distinctCount = 0

    /// Goes through the tokens once.
    init(_ tokens: [ScannedText.Token]) {
        // A power of two, at least twice as many slots as words.
        let slotCount = 1 << (Int.bitWidth - (2 * tokens.count + 1).leadingZeroBitCount)
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: slotCount) { slots in
            slots.initialize(repeating: 0)
            // 0 marks an empty slot, so that the word with this hash is counted apart.
            var hasZero = false
            for token in tokens where token.isWord {
                count += 1
                characters += Int(token.count)
                if token.count >= 8 { longCount += 1 }
                guard token.hash != 0 else {
                    hasZero = true
                    continue
                }
                var slot = Int(truncatingIfNeeded: token.hash) & (slotCount - 1)
                while slots[slot] != 0, slots[slot] != token.hash { slot = (slot + 1) & (slotCount - 1) }
                guard slots[slot] == 0 else { continue }
                slots[slot] = token.hash
                distinctCount += 1
            }
            if hasZero { distinctCount += 1 }
        }
    }
}
