/// A text after one pass: scalars in lower case, their classes, and the tokens between them.
struct ScannedText {
    /// A run of letters and digits, or a single other character that is not white space.
    struct Token {
        /// The stable hash of its lower-case scalars.
        let hash: UInt64
        /// Its length in scalars.
        let count: Int32
        /// Whether it is a word and not a symbol.
        let isWord: Bool
    }

    /// Scalars, letters in lower case.
    let scalars: [UInt32]
    /// The class of each scalar.
    let classes: [ScalarClass]
    /// Tokens in order.
    let tokens: [Token]

    /// Salt of token hashes; the words of ``Lexicon`` use it too.
    static let wordSalt: UInt64 = 1

    /// Scans a text.
    ///
    /// - Complexity: O(bytes).
    init(_ text: String) {
        var text = text
        (scalars, classes, tokens) = text.withUTF8 { utf8 in
            // No text has more scalars or tokens than bytes; what is reserved and not written to costs nothing.
            var classes: [ScalarClass] = []
            var tokens: [Token] = []
            let scalars = [UInt32](unsafeUninitializedCapacity: utf8.count) { scalars, scalarCount in
                classes = [ScalarClass](unsafeUninitializedCapacity: utf8.count) { classes, classCount in
                    tokens = [Token](unsafeUninitializedCapacity: utf8.count) { tokens, tokenCount in
                        var scan = Scan(scalars: scalars, classes: classes, tokens: tokens)
                        scan.run(UTF8Scalars(utf8))
                        (scalarCount, classCount, tokenCount) = (scan.count, scan.count, scan.tokenCount)
                    }
                }
            }
            return (scalars, classes, tokens)
        }
    }

    /// The hash that a lower-case word has as a token.
    static func hash(ofWord word: String) -> UInt64 {
        var hash = StableHash(salt: wordSalt)
        for scalar in word.unicodeScalars { hash.combine(UInt64(scalar.value)) }
        return hash.value
    }

    /// One pass over the scalars, into memory that has room for all of them.
    private struct Scan {
        let scalars: UnsafeMutableBufferPointer<UInt32>
        let classes: UnsafeMutableBufferPointer<ScalarClass>
        let tokens: UnsafeMutableBufferPointer<Token>
        var count = 0
        var tokenCount = 0

        init(
            scalars: UnsafeMutableBufferPointer<UInt32>, classes: UnsafeMutableBufferPointer<ScalarClass>,
            tokens: UnsafeMutableBufferPointer<Token>
        ) {
            self.scalars = scalars
            self.classes = classes
            self.tokens = tokens
        }

        mutating func run(_ text: UTF8Scalars) {
            let empty = StableHash(salt: ScannedText.wordSalt)
            var hash = empty
            var wordLength = 0
            ScalarClass.withTable { table in
                for scalar in text {
                    let (kind, lower) = table.classify(scalar)
                    scalars.initializeElement(at: count, to: lower)
                    classes.initializeElement(at: count, to: kind)
                    count += 1
                    if kind.isWordPart {
                        hash.combine(UInt64(lower))
                        wordLength += 1
                        continue
                    }
                    if wordLength > 0 {
                        append(hash, count: wordLength, isWord: true)
                        (hash, wordLength) = (empty, 0)
                    }
                    guard kind != .space else { continue }
                    var single = empty
                    single.combine(UInt64(lower))
                    append(single, count: 1, isWord: kind == .ideograph)
                }
            }
            if wordLength > 0 { append(hash, count: wordLength, isWord: true) }
        }

        @inline(__always)
        private mutating func append(_ hash: StableHash, count: Int, isWord: Bool) {
            tokens.initializeElement(
                at: tokenCount, to: Token(hash: hash.value, count: Int32(truncatingIfNeeded: count), isWord: isWord))
            tokenCount += 1
        }
    }
}
