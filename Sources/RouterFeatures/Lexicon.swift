/// Small lists of English words whose presence says what a prompt asks for.
enum Lexicon {
    /// What a word hints at; the raw value is the place of its count among the lexical surface features.
    enum Hint: Int, CaseIterable {
        case what, which, how, why, who, negation, compute, create, condition, personal, codeWord

        /// How many hints there are; the last one, ``codeWord``, counts among the code marks.
        static let count = codeWord.rawValue + 1
    }

    private static let words: [(hint: Hint, words: String)] = [
        (.what, "what"),
        (.which, "which"),
        (.how, "how"),
        (.why, "why explain"),
        (.who, "who whom whose when where"),
        (.negation, "not no never none except without cannot neither nor false incorrect"),
        (.compute, "calculate compute find determine evaluate solve estimate derive prove simplify"),
        (.create, "write create generate list design implement translate summarize draft describe give make"),
        (.condition, "if suppose assume assuming let given then because therefore"),
        (.personal, "you your i my we our please"),
        (.codeWord, "def return import class function"),
    ]

    /// Hashes of the words in an open-addressed table: a dictionary would hash each hash once more, with a slow one.
    private static let slots: [(hash: UInt64, hint: Hint?)] = {
        var slots = [(hash: UInt64, hint: Hint?)](repeating: (0, nil), count: slotCount)
        for entry in words {
            for word in entry.words.split(separator: " ") {
                let hash = ScannedText.hash(ofWord: String(word))
                var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
                while slots[slot].hint != nil { slot = (slot + 1) & (slotCount - 1) }
                slots[slot] = (hash, entry.hint)
            }
        }
        return slots
    }()

    /// A power of two, four times the number of words, so that most look-ups end at the first slot.
    private static let slotCount = 256

    /// The hint of a token, or `nil` for nearly all words.
    static func hint(_ token: ScannedText.Token) -> Hint? {
        // No word of the lists is longer; most tokens end here without a look-up.
        guard token.isWord, token.count <= 10 else { return nil }
        var slot = Int(truncatingIfNeeded: token.hash) & (slotCount - 1)
        while let hint = slots[slot].hint {
            if slots[slot].hash == token.hash { return hint }
            slot = (slot + 1) & (slotCount - 1)
        }
        return nil
    }
}
