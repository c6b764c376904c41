/// One word of the language in which a behaviour is written, for example `delay50` or `hang`.
package struct BehaviourToken: Sendable {
    /// The word, without its number.
    package let word: String
    /// The numbers it takes; `nil` = it takes none.
    package let range: ClosedRange<Int>?
    /// What it does, for help texts.
    package let meaning: String
    let apply: @Sendable (inout SandboxBehaviour, Int) -> Void

    /// How the token is written in help texts, for example `delayN`.
    package var spelling: String { range == nil ? word : word + "N" }

    private init(
        _ word: String, _ range: ClosedRange<Int>? = nil, _ meaning: String,
        _ apply: @escaping @Sendable (inout SandboxBehaviour, Int) -> Void
    ) {
        self.word = word
        self.range = range
        self.meaning = meaning
        self.apply = apply
    }

    private static let anHour = 0...3_600_000

    /// Every token that is accepted.
    package static let all: [BehaviourToken] = [
        .init("delay", anHour, "wait N ms before the first byte") { $0.delay = .milliseconds($1) },
        .init("gap", anHour, "wait N ms between two tokens") { $0.gap = .milliseconds($1) },
        .init("n", 1...100_000, "reply with N completion tokens") { $0.completionTokens = $1 },
        .init("size", 1...65_536, "pad each token to N bytes") { $0.tokenBytes = $1 },
        .init("err", 400...599, "answer with HTTP status N") { $0.failure.errorStatus = $1 },
        .init("retry", 0...86_400, "Retry-After: N seconds on the error") { $0.failure.retryAfterSeconds = $1 },
        .init("pfail", 0...100, "answer 500 to N percent of the requests") { $0.failure.failurePercent = $1 },
        .init("cut", 0...1_000_000, "close after N events of a stream or N bytes of a body") {
            $0.failure.cutAfter = $1
        },
        .init("sseerr", 0...100_000, "error event after N events of a stream") { $0.failure.streamErrorAfter = $1 },
        .init("hang", nil, "never answer") { behaviour, _ in behaviour.failure.hangs = true },
        .init("trunc", nil, "promise a longer plain body than is sent") { behaviour, _ in
            behaviour.failure.truncates = true
        },
        .init("badjson", nil, "a body that is not JSON, also for a stream") { behaviour, _ in
            behaviour.failure.sendsBadJSON = true
        },
        .init("badevent", 0...100_000, "an event that is not JSON after N events of a stream") {
            $0.failure.badEventAfter = $1
        },
        .init("ctxlen", nil, "400 context_length_exceeded") { behaviour, _ in behaviour.failure.exceedsContext = true },
        .init("html", nil, "502 with an HTML page") { behaviour, _ in behaviour.failure.sendsHTML = true },
        .init("nousage", nil, "leave out token counts") { behaviour, _ in behaviour.omitsUsage = true },
        .init("nodone", nil, "end a stream without [DONE]") { behaviour, _ in behaviour.omitsDone = true },
        .init("sep", nil, "CRLF between events, each written by itself") { behaviour, _ in
            behaviour.separatesByCRLF = true
        },
        .init("judge", nil, "judge the replies that a judge's prompt shows: more words are better") { behaviour, _ in
            behaviour.judging = .byLength
        },
        .init("judgefirst", nil, "the same, but of two replies always prefer the first") { behaviour, _ in
            behaviour.judging = .first
        },
    ]

    /// All spellings in one line, for error messages.
    package static let spellings = all.map(\.spelling).joined(separator: " ")

    private static let byWord = Dictionary(uniqueKeysWithValues: all.map { ($0.word, $0) })

    /// The token of a word, or `nil` if there is none.
    static func named(_ word: some StringProtocol) -> BehaviourToken? { byWord[String(word)] }
}
