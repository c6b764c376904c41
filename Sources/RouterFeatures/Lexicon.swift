/// Small lists of English words whose presence says what a prompt asks for.
enum Lexicon {
    /// What a word hints at; the raw value is the place of its count among the lexical surface features.
    enum Hint: Int, CaseIterable {
        case what, which, how, why, who, negation, compute, create, condition, personal, codeWord
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

    private static let hintByHash: [UInt64: Hint] = {
        var hints: [UInt64: Hint] = [:]
        for entry in words {
            for word in entry.words.split(separator: " ") {
                hints[ScannedText.hash(ofWord: String(word))] = entry.hint
            }
        }
        return hints
    }()

    /// The hint of a token, or `nil` for nearly all words.
    static func hint(_ token: ScannedText.Token) -> Hint? {
        // No word of the lists is longer; most tokens end here without a look-up.
        token.isWord && token.count <= 10 ? hintByHash[token.hash] : nil
    }
}
