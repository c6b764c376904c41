import Testing

@testable import RouterFeatures

@Suite("Lexicon")
struct LexiconTests {
    @Test(
        "words have their hints, in any case and beside any mark",
        arguments: [
            ("What", Lexicon.Hint.what), ("which", .which), ("HOW", .how), ("Explain", .why), ("whose", .who),
            ("incorrect", .negation), ("calculate", .compute), ("summarize", .create), ("therefore", .condition),
            ("please", .personal), ("function", .codeWord),
        ])
    func hints(word: String, hint: Lexicon.Hint) {
        let tokens = ScannedText("(\(word)!").tokens
        #expect(tokens.map { Lexicon.hint($0) } == [nil, hint, nil])
    }

    @Test("other words have none", arguments: ["whatever", "", "river", "calculates", "nothing"])
    func noHint(word: String) {
        #expect(ScannedText(word).tokens.allSatisfy { Lexicon.hint($0) == nil })
    }
}
