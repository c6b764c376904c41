/// A text after one pass: scalars in lower case, their classes, and the tokens between them.
struct ScannedText {
    /// A run of letters and digits, or a single other character that is not white space.
    struct Token {
        /// Where it begins, in scalars.
        let start: Int32
        /// Its length in scalars.
        let count: Int32
        /// The stable hash of its lower-case scalars.
        let hash: UInt64
        /// Whether it is a word and not a symbol.
        let isWord: Bool
    }

    /// Scalars, letters in lower case.
    private(set) var scalars: [UInt32] = []
    /// The class of each scalar.
    private(set) var classes: [ScalarClass] = []
    /// Tokens in order.
    private(set) var tokens: [Token] = []

    /// Salt of token hashes; the words of ``Lexicon`` use it too.
    static let wordSalt: UInt64 = 1

    /// Scans a text.
    ///
    /// - Complexity: O(bytes).
    init(_ text: String) {
        let utf8Count = text.utf8.count
        scalars.reserveCapacity(utf8Count)
        classes.reserveCapacity(utf8Count)
        tokens.reserveCapacity(utf8Count / 4)
        var hash = StableHash(salt: Self.wordSalt)
        var start = -1
        for scalar in text.unicodeScalars {
            let (kind, lower) = ScalarClass.classify(scalar.value)
            let position = scalars.count
            scalars.append(lower)
            classes.append(kind)
            if kind.isWordPart {
                if start < 0 {
                    start = position
                    hash = StableHash(salt: Self.wordSalt)
                }
                hash.combine(UInt64(lower))
                continue
            }
            closeWord(&start, at: position, hash)
            guard kind != .space else { continue }
            var single = StableHash(salt: Self.wordSalt)
            single.combine(UInt64(lower))
            tokens.append(
                Token(start: Int32(position), count: 1, hash: single.value, isWord: kind == .ideograph))
        }
        closeWord(&start, at: scalars.count, hash)
    }

    private mutating func closeWord(_ start: inout Int, at position: Int, _ hash: StableHash) {
        guard start >= 0 else { return }
        tokens.append(
            Token(start: Int32(start), count: Int32(position - start), hash: hash.value, isWord: true))
        start = -1
    }

    /// The hash that a lower-case word has as a token.
    static func hash(ofWord word: String) -> UInt64 {
        var hash = StableHash(salt: wordSalt)
        for scalar in word.unicodeScalars { hash.combine(UInt64(scalar.value)) }
        return hash.value
    }
}
