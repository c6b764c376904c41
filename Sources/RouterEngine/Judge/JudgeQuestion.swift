/// What a judge is asked.
package enum JudgeQuestion: Sendable, Hashable {
    /// How good one reply is.
    case grade(prompt: String, reply: String)
    /// Which of two replies is better.
    case comparison(prompt: String, first: String, second: String)

    /// The texts that are shown, each with its name, in order.
    var parts: [(name: String, text: String)] {
        switch self {
        case .grade(let prompt, let reply): [("PROMPT", prompt), ("REPLY", reply)]
        case .comparison(let prompt, let first, let second):
            [("PROMPT", prompt), ("REPLY 1", first), ("REPLY 2", second)]
        }
    }

    /// The JSON schema of the answer.
    var schema: String {
        let reasons = JudgeReason.words.map { "\"\($0)\"" }.joined(separator: ",")
        let (key, type) =
            switch self {
            case .grade: ("score", #"{"type":"integer","minimum":0,"maximum":10}"#)
            case .comparison: ("winner", #"{"type":"string","enum":["1","2","tie"]}"#)
            }
        return #"{"type":"object","properties":{"\#(key)":\#(type),"reason":{"type":"string","enum":[\#(reasons)]}},"#
            + #""required":["\#(key)","reason"],"additionalProperties":false}"#
    }

    /// What the judge is to do and how it is to answer.
    var task: String {
        let reasons = JudgeReason.words.joined(separator: ", ")
        return switch self {
        case .grade:
            """
            You grade the reply of a language model to a prompt.
            Answer with one JSON object and nothing else: {"score": S, "reason": R}. S is an integer from 0 (useless) to \
            10 (as good as a reply can be); 5 is a reply that half of the people who asked could use. R is the word that \
            fits best of: \(reasons).
            """
        case .comparison:
            """
            You compare the replies of two language models to one prompt.
            Answer with one JSON object and nothing else: {"winner": W, "reason": R}. W is "1" or "2" for the better \
            reply, or "tie" where neither is clearly better. R is the word that fits best of: \(reasons).
            """
        }
    }
}
