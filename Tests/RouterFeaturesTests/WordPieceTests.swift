import Testing

@testable import RouterFeatures

@Suite("WordPiece tokenizer")
struct WordPieceTests {
    /// A tokenizer over a few entries; `[UNK]` is 0.
    private func tokenizer(_ entries: String...) throws -> WordPieceTokenizer {
        try WordPieceTokenizer(vocabulary: Array((["[UNK]"] + entries).joined(separator: "\n").utf8))
    }

    @Test("equals the reference on thousands of texts")
    func texts() throws {
        let (golden, tokenizer) = (try GoldenTokens.read(), try GoldenTokens.tokenizer())
        #expect(golden.texts.count > 2000)
        let wrong = golden.texts.filter { tokenizer.tokens(of: $0.text.utf8) != $0.tokens }
        #expect(wrong.isEmpty, "\(wrong.count) texts differ; the first is \(wrong.first?.text.debugDescription ?? "")")
    }

    @Test("folds every scalar of a choice of pages as the reference does")
    func pages() throws {
        let (golden, tokenizer) = (try GoldenTokens.read(), try GoldenTokens.tokenizer())
        #expect(golden.pages.count > 100)
        let wrong = golden.pages.filter {
            GoldenTokens.checksum(tokenizer.tokens(of: $0.text.utf8)) != $0.checksum
        }
        #expect(wrong.isEmpty, "pages of 256 that differ: \(wrong.map(\.page))")
    }

    @Test("takes the longest piece, and gives a word up as a whole")
    func longestMatch() throws {
        let small = try tokenizer("un", "u", "##aff", "##able", "##a", "a", ".")
        #expect(small.tokens(of: "unaffable".utf8) == [1, 3, 4])
        #expect(small.tokens(of: "uaff A.".utf8) == [2, 3, 6, 7])
        #expect(small.tokens(of: "unaffablex un".utf8) == [0, 1])
        #expect(small.tokens(of: "able".utf8) == [0])
        #expect(small.tokens(of: "".utf8).isEmpty)
    }

    @Test("tells the start of a word from its continuation")
    func positions() throws {
        let small = try tokenizer("s", "##s")
        #expect(small.tokens(of: "s ss sss".utf8) == [1, 1, 2, 1, 2, 2])
    }

    @Test("keeps words of up to 100 scalars, however many bytes they have")
    func longWords() throws {
        let small = try tokenizer("e", "##e", "a", "##a", "中", "𐍈", "##𐍈")
        #expect(small.tokens(of: String(repeating: "a", count: 100).utf8).count == 100)
        #expect(small.tokens(of: (String(repeating: "a", count: 101) + " a").utf8) == [0, 3])
        #expect(small.tokens(of: String(repeating: "𐍈", count: 100).utf8).count == 100)
        #expect(small.tokens(of: String(repeating: "𐍈", count: 5000).utf8) == [0])
        #expect(small.tokens(of: "é中a".utf8) == [1, 5, 3], "accents go, ideographs stand alone")
    }

    @Test("passes over bytes that are no UTF-8")
    func damagedText() throws {
        let small = try tokenizer("ab", "a", "b", "é")
        #expect(small.tokens(of: [0x61, 0xFF, 0x62]) == [1])
        #expect(small.tokens(of: [0x61, 0xC3]) == [2], "cut off")
        #expect(small.tokens(of: [0x61, 0xE2, 0x80, 0x20, 0x62]) == [2, 3], "cut off in front of a space")
        #expect(small.tokens(of: [0xC0, 0xA0, 0x61]) == [2], "overlong")
        #expect(small.tokens(of: [0xED, 0xA0, 0x80, 0x61]) == [2], "a surrogate")
        #expect(small.tokens(of: [0xF4, 0x90, 0x80, 0x80, 0x61]) == [2], "beyond Unicode")
        #expect(small.tokens(of: [0x61, 0x80, 0x62]) == [1])
    }

    @Test("refuses a vocabulary that cannot be used")
    func badVocabularies() {
        func refusal(_ text: String) -> String? {
            do {
                _ = try WordPieceTokenizer(vocabulary: Array(text.utf8))
                return nil
            } catch {
                return error.description
            }
        }
        #expect(refusal("a\nb") == "the vocabulary has no entry '[UNK]'")
        #expect(refusal("[UNK]\na\na") == "entry 2 of the vocabulary is there twice")
        #expect(refusal("[UNK]\n\na") == "entry 1 of the vocabulary has 0 bytes; 1 to 63 are accepted")
        #expect(refusal("[UNK]\n" + String(repeating: "a", count: 64))?.contains("64 bytes") == true)
        #expect(refusal("[UNK]\na\n##a") == nil)
    }
}
