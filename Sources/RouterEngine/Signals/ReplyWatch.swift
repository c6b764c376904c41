import RouterCore
import RouterWire

/// Watches one reply go by and says afterwards what was wrong with it.
///
/// It reads what the upstream sends, in the words of the upstream's own protocol, and only as long as something can
/// still come of it: the opening words of a plain reply settle nearly all of them. Where JSON was asked for, it keeps
/// the text, and where tools were offered, the arguments of calls, up to ``maxKeptBytes``; what is longer is not judged.
struct ReplyWatch: Sendable {
    /// What the client has asked for.
    struct Terms: Sendable {
        /// The kinds of signals that are looked for.
        let kinds: Set<SignalKind>
        /// What the upstream speaks.
        let api: UpstreamAPI
        /// The form of the text.
        let format: ReplyFormat
        /// Whether the model may call tools.
        let offersTools: Bool
        /// The client's limit on the reply in tokens; `nil` = none.
        let maxOutputTokens: Int?
    }

    /// The most bytes of a text or of the arguments of all calls that are kept.
    static let maxKeptBytes = 256 << 10
    /// A client's limit below so many tokens is meant to cut: a word, a title, a try.
    static let intendedCutTokens = 512

    let terms: Terms
    /// The first bytes of the text.
    private var opening: [UInt8] = []
    private var verdict = RefusalPhrases.Verdict.open
    private var textBytes = 0
    /// The text where JSON was asked for.
    private var json: [UInt8] = []
    private var isRefused = false
    private var hasContent = false
    private var hasCalls = false
    /// The arguments of calls that come in pieces, by the upstream's number of the call.
    private var arguments: [Int: [UInt8]] = [:]
    private var argumentBytes = 0
    private var hasBrokenCall = false

    init(_ terms: Terms) { self.terms = terms }

    /// Whether texts still matter.
    var needsText: Bool {
        guard terms.format == .text else { return true }
        return !hasContent || verdict == .open || verdict == .refusal && textBytes <= RefusalPhrases.maxReplyBytes
    }

    /// Whether calls of tools matter.
    var needsCalls: Bool { terms.offersTools && terms.kinds.contains(.invalidToolCall) }

    /// Takes text that the client reads.
    mutating func take(text: String) {
        guard !text.isEmpty else { return }
        textBytes += text.utf8.count
        if !hasContent { hasContent = text.contains { !$0.isWhitespace } }
        if terms.format != .text, json.count <= Self.maxKeptBytes { json += text.utf8 }
        guard verdict == .open else { return }
        opening += text.utf8.prefix(RefusalPhrases.maxOpeningBytes - opening.count)
        verdict = RefusalPhrases.verdict(on: opening, isWhole: opening.count >= RefusalPhrases.maxOpeningBytes)
    }

    /// Takes the upstream's own word that the reply is a refusal.
    mutating func takeRefusal() { isRefused = true }

    /// Takes content of which nothing more is known, such as a picture.
    mutating func takeOtherContent() { hasContent = true }

    /// Takes a piece of the arguments of a call, which begins with its first piece.
    mutating func take(arguments piece: String, call: Int) {
        (hasContent, hasCalls) = (true, true)
        argumentBytes += piece.utf8.count
        if argumentBytes <= Self.maxKeptBytes { arguments[call, default: []] += piece.utf8 }
    }

    /// Takes a call whose arguments are JSON already.
    mutating func take(argumentsValue value: JSONValue?) {
        (hasContent, hasCalls) = (true, true)
        if let value, value.kind != .object { hasBrokenCall = true }
    }

    /// What was wrong, the worst first.
    ///
    /// A refusal is nothing else besides; a cut that the client's own small limit has made is nothing at all, nor is
    /// what it has left of JSON or of a call.
    ///
    /// - Parameter finishReason: in OpenAI's words; `nil` = none came.
    /// - Returns: signals of the kinds that are looked for.
    func signals(finishReason: String?) -> [ReplySignal] {
        let isCut = finishReason == "length"
        if isCut, let limit = terms.maxOutputTokens, limit < Self.intendedCutTokens { return [] }
        var signals: [ReplySignal] = []
        if let reason = refusal(finishReason) {
            signals.append(ReplySignal(.refusal, reason))
        } else {
            if hasContent, !hasCalls, json.count <= Self.maxKeptBytes, !terms.format.admits(json) {
                signals.append(ReplySignal(.invalidJSON, terms.format == .jsonObject ? "json_object" : "json_schema"))
            }
            if hasBrokenCall || argumentBytes <= Self.maxKeptBytes && arguments.values.contains(where: Self.isBroken) {
                signals.append(ReplySignal(.invalidToolCall))
            }
            if !hasContent { signals.append(ReplySignal(.empty, finishReason)) }
        }
        if isCut { signals.append(ReplySignal(.cutOff, finishReason)) }
        return signals.filter { terms.kinds.contains($0.kind) }
    }

    /// What says that the reply is a refusal; `nil` = nothing does.
    private func refusal(_ finishReason: String?) -> String? {
        if finishReason == "content_filter" { return "content_filter" }
        if isRefused { return "refusal" }
        guard !hasCalls, textBytes <= RefusalPhrases.maxReplyBytes, verdict != .none,
            RefusalPhrases.verdict(on: opening, isWhole: true) == .refusal
        else { return nil }
        return "phrase"
    }

    /// Whether arguments are no JSON object; none at all are those of a function that takes none.
    private static func isBroken(_ arguments: [UInt8]) -> Bool {
        if arguments.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { return false }
        return (try? JSONDocument(arguments))?.root.kind != .object
    }
}
