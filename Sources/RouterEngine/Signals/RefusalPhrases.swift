/// How models begin a reply that declines to do what was asked, in the languages in which they do so most.
///
/// Only the beginning of a reply is compared, and only a short reply counts: longer ones explain, offer something else
/// or only talk about refusing.
enum RefusalPhrases {
    /// The longest reply that counts as a refusal, in bytes of UTF-8.
    static let maxReplyBytes = 600
    /// As much of a reply is compared at most, in bytes of UTF-8.
    static let maxOpeningBytes = 256

    /// What the beginning of a reply says.
    enum Verdict: Sendable, Hashable {
        /// It is that of a refusal.
        case refusal
        /// It may still become that of a refusal.
        case open
        /// It is not.
        case none
    }

    private static let phrases: [[UInt8]] = [
        "i can't assist", "i can't help with", "i can't do that", "i can't comply", "i can't provide",
        "i can't fulfill", "i cannot assist", "i cannot help with", "i cannot do that", "i cannot comply",
        "i cannot provide", "i cannot fulfill", "i'm unable to", "i am unable to", "i'm not able to",
        "i am not able to", "i won't be able to", "i must decline", "i have to decline", "i'm sorry, but i can",
        "i'm sorry, i can't", "i'm sorry, i cannot", "i am sorry, but i can", "i'm sorry, but i'm",
        "i'm sorry, but i am", "sorry, but i can't", "sorry, i can't", "sorry, but i cannot", "sorry, i cannot",
        "i apologize, but i can", "unfortunately, i can't", "unfortunately, i cannot", "as an ai language model, i can",
        "es tut mir leid, aber", "tut mir leid, aber", "leider kann ich", "ich kann dir dabei nicht",
        "ich kann ihnen dabei nicht", "dabei kann ich nicht",
        "je suis désolé, mais", "désolé, mais je ne peux", "je ne peux pas vous aider", "je ne peux pas t'aider",
        "lo siento, pero no puedo", "lo siento, no puedo", "no puedo ayudar",
        "mi dispiace, ma non posso", "non posso aiutarti",
        "desculpe, mas não posso", "sinto muito, mas não posso", "lamento, mas não posso",
        "het spijt me, maar ik kan", "przykro mi, ale nie mog",
        "извините, но я не могу", "к сожалению, я не могу", "申し訳ありませんが", "申し訳ございませんが",
        "很抱歉，我", "抱歉，我无法", "抱歉，我不能", "对不起，我不能", "对不起，我无法", "죄송하지만",
    ].map { Array($0.utf8) }

    /// Compares the beginning of a reply.
    ///
    /// - Parameters:
    ///   - opening: as much of it as has come.
    ///   - isWhole: whether nothing follows.
    /// - Returns: what it says; never `.open` where nothing follows.
    static func verdict(on opening: some Sequence<UInt8>, isWhole: Bool) -> Verdict {
        let opening = normalised(opening)
        var isOpen = opening.isEmpty
        for phrase in phrases {
            if opening.starts(with: phrase) { return .refusal }
            isOpen = isOpen || phrase.starts(with: opening)
        }
        return isOpen && !isWhole && opening.count < maxOpeningBytes ? .open : .none
    }

    /// Lower case, plain apostrophes, without blanks, quotes and emphasis in front.
    ///
    /// A character that the last byte leaves unfinished becomes one that no phrase holds, so it is left out.
    private static func normalised(_ opening: some Sequence<UInt8>) -> [UInt8] {
        var text = String(decoding: Array(opening), as: UTF8.self)
        while text.last == "\u{FFFD}" { text.removeLast() }
        let words = text.drop { $0.isWhitespace || "\"*_>“«".contains($0) }
        return Array(words.lowercased().replacing("’", with: "'").utf8)
    }
}
