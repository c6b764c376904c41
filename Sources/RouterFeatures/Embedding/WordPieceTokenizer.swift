/// BERT's uncased tokenizer: text to the places of word pieces in a vocabulary.
///
/// The text is cleaned, lower-cased and stripped of accents (``ScalarFolding``), cut at white space, punctuation and CJK
/// ideographs, and each word is covered from its beginning by the longest entries that fit. A word that cannot be
/// covered, or has more than ``longestWord`` scalars, is one unknown token. Equal to the reference implementation, but
/// for special tokens written out in a text: `[SEP]` is three tokens here.
package struct WordPieceTokenizer: Sendable {
    /// Scalars, after folding, of the longest word that is taken apart.
    package static let longestWord = 100

    /// What an ASCII byte stands for: a folded byte of a word, or one of the marks below.
    private static let (space, alone, drop, beyond): (UInt8, UInt8, UInt8, UInt8) = (0, 1, 2, 3)

    let vocabulary: WordPieceVocabulary
    private let folding = ScalarFolding.standard
    /// The fold of each byte; what lies beyond ASCII is decoded first.
    private let folds: [UInt8]

    /// Places that the vocabulary has.
    package var count: Int { vocabulary.count }
    /// The place that stands for a word which cannot be covered.
    package var unknownID: Int { vocabulary.unknownID }

    /// Builds the look-up tables.
    ///
    /// - Parameter vocabulary: UTF-8 entries in order, separated by `\n`; `##` marks those that continue a word.
    /// - Throws: ``EmbeddingError`` if an entry is empty, longer than 63 bytes or there twice, or `[UNK]` is missing.
    package init(vocabulary: [UInt8]) throws(EmbeddingError) {
        self.vocabulary = try WordPieceVocabulary(vocabulary)
        folds = (0..<256).map { byte in
            guard byte < 0x80 else { return Self.beyond }
            switch ScalarFolding.standard.fold(UInt32(byte)) {
            case .word(let scalar): return UInt8(scalar)
            case .alone: return Self.alone
            case .space: return Self.space
            case .drop, .sequence, .hangul: return Self.drop
            }
        }
    }

    /// The tokens of a text in order, as places in the vocabulary.
    package func tokens(of text: some Sequence<UInt8>) -> [Int] {
        var tokens: [Int] = []
        Array(text).withUnsafeBufferPointer { bytes in forEachToken(in: bytes) { tokens.append($0) } }
        return tokens
    }

    /// Calls `body` with each token of a text in order; allocates nothing.
    ///
    /// - Parameters:
    ///   - text: UTF-8; bytes that are none are passed over.
    ///   - body: takes a place in the vocabulary.
    /// - Complexity: O(bytes).
    @inline(__always)
    package func forEachToken(in text: UnsafeBufferPointer<UInt8>, _ body: (Int) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: WordBuffer.capacity) { storage in
            folds.withUnsafeBufferPointer { folds in
                var word = WordBuffer(storage)
                var index = 0
                while index < text.count {
                    let fold = folds[Int(text[index])]
                    if fold > Self.beyond {
                        word.append(ascii: fold)
                        index += 1
                        continue
                    }
                    if fold == Self.beyond {
                        let scalar = UTF8Scalar(at: index, of: text)
                        index += scalar.byteCount
                        if let value = scalar.value { append(value, to: &word, body) }
                        continue
                    }
                    if fold != Self.drop { close(&word, body) }
                    if fold == Self.alone {
                        word.append(ascii: text[index])
                        close(&word, body)
                    }
                    index += 1
                }
                close(&word, body)
            }
        }
    }

    @inline(never)
    private func append(_ scalar: UInt32, to word: inout WordBuffer, _ body: (Int) -> Void) {
        switch folding.fold(scalar) {
        case .word(let folded): word.append(folded)
        case .drop: break
        case .space: close(&word, body)
        case .alone(let folded):
            close(&word, body)
            word.append(folded)
            close(&word, body)
        case .sequence(let place): for folded in folding.sequences[place] { word.append(folded) }
        case .hangul:
            let (leading, vowel, trailing) = ScalarFolding.jamo(of: scalar)
            word.append(leading)
            word.append(vowel)
            if let trailing { word.append(trailing) }
        }
    }

    /// Ends the word: its tokens go to `body`, and the next word is begun.
    @inline(__always)
    private func close(_ word: inout WordBuffer, _ body: (Int) -> Void) {
        guard word.scalarCount > 0 else { return }
        if word.scalarCount > Self.longestWord {
            body(vocabulary.unknownID)
        } else if let id = vocabulary.find(word.bytes, hash: word.hash, at: .start) {
            body(id)
        } else {
            takeApart(word.bytes, body)
        }
        word.clear()
    }

    @inline(never)
    private func takeApart(_ word: UnsafeBufferPointer<UInt8>, _ body: (Int) -> Void) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.longestWord) { pieces in
            var count = 0
            var start = 0
            while start < word.count {
                let rest = UnsafeBufferPointer(rebasing: word[start...])
                guard let piece = vocabulary.longestPrefix(of: rest, at: start == 0 ? .start : .continuation) else {
                    return body(vocabulary.unknownID)
                }
                pieces[count] = Int32(piece.id)
                count += 1
                start += piece.count
            }
            for piece in pieces[..<count] { body(Int(piece)) }
        }
    }
}
