import Testing

@testable import RouterEngine

@Suite("How refusals begin")
struct RefusalPhrasesTests {
    @Test(
        "well-known openings are refusals, in any case, with either apostrophe, behind quotes and emphasis",
        arguments: [
            "I'm sorry, but I can't help with that.", "I’m sorry, but I cannot assist with this request.",
            "  Sorry, I can't do that.", "**I cannot provide that.**", "\"I'm unable to browse.\"", "I MUST DECLINE.",
            "Es tut mir leid, aber das geht nicht.", "Je suis désolé, mais je ne peux pas.",
            "Lo siento, pero no puedo ayudar.", "Mi dispiace, ma non posso.", "Desculpe, mas não posso.",
            "Извините, но я не могу помочь.", "申し訳ありませんが、お手伝いできません。", "很抱歉，我无法回答。",
        ])
    func refusals(text: String) {
        #expect(RefusalPhrases.verdict(on: text.utf8, isWhole: true) == .refusal)
    }

    @Test(
        "other openings are none",
        arguments: [
            "", "   ", "Sorry", "Sorry for the delay: the answer is 4.", "I can help with that.", "I'm", "No.",
            "The phrase \"I'm sorry, but I can't\" is common.", "Sure! I cannot assist more gladly.",
        ])
    func others(text: String) { #expect(RefusalPhrases.verdict(on: text.utf8, isWhole: true) == .none) }

    @Test("an opening stays open exactly as long as it can become that of a refusal")
    func open() {
        for (text, verdict) in [
            ("", RefusalPhrases.Verdict.open), ("I", .open), ("I can", .open), ("I can'", .open), ("I can d", .none),
            ("Th", .none), ("très", .none), ("很", .open), ("I'm sorry, but I can", .refusal),
        ] { #expect(RefusalPhrases.verdict(on: text.utf8, isWhole: false) == verdict, "\(text)") }
        // A character that is cut in its middle is left for later.
        #expect(RefusalPhrases.verdict(on: "很".utf8.dropLast(), isWhole: false) == .open)
    }

    @Test("blanks without an end settle it as well")
    func blanks() {
        let blanks = [UInt8](repeating: 0x20, count: RefusalPhrases.maxOpeningBytes)
        #expect(RefusalPhrases.verdict(on: blanks, isWhole: true) == .none)
    }
}
