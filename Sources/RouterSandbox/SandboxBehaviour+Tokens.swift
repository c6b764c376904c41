extension SandboxBehaviour {
    /// What to do with a word that is no token.
    private enum UnknownWords { case refused, partOfAName }

    /// Reads tokens that are joined by `-`, `+`, `,`, `:`, `/` or spaces, for example `err429-retry2`.
    ///
    /// - Parameters:
    ///   - tokens: the text; empty means no token.
    ///   - source: where it came from, for the error message.
    ///   - param: the key of the request that holds it.
    /// - Throws: ``SandboxError`` with `.invalidToken`, naming the token and all that are accepted.
    package init(tokens: some StringProtocol, source: String, param: String? = nil) throws(SandboxError) {
        try self.init(tokens, unknown: .refused, source: source, param: param)
    }

    /// Reads the tokens in a model's name: those after `mock-` or `sandbox-` at its beginning or after a `/`, and those
    /// after `@sandbox-` or `@mock-` at its end; other names hold none.
    ///
    /// A name is free, so unknown words in it are skipped (`mock-small`); after the `@` they are refused.
    ///
    /// - Throws: ``SandboxError`` with `.invalidToken` and the param `model`.
    package init(modelName name: String) throws(SandboxError) {
        self.init()
        let plain: Substring
        if let at = name.lastIndex(of: "@"), let suffix = Self.afterPrefix(name[name.index(after: at)...]) {
            plain = name[..<at]
            try read(suffix, unknown: .refused, source: "the model name", param: "model")
        } else {
            plain = name[...]
        }
        let last = plain.split(separator: "/", omittingEmptySubsequences: true).last ?? plain
        guard let words = Self.afterPrefix(last) else { return }
        let suffix = self
        try self.init(words, unknown: .partOfAName, source: "the model name", param: "model")
        override(by: suffix)
    }

    /// Reads the `[[sandbox:…]]` and `[[mock:…]]` marks of a prompt in their order.
    ///
    /// - Parameter prompt: the last user message.
    /// - Throws: ``SandboxError`` with `.invalidToken` and the param `messages`.
    /// - Complexity: O(bytes of the prompt).
    package init(prompt: String) throws(SandboxError) {
        self.init()
        for mark in Self.marks(in: prompt) {
            override(by: try SandboxBehaviour(tokens: mark, source: "the last user message", param: "messages"))
        }
    }

    private init(
        _ tokens: some StringProtocol, unknown: UnknownWords, source: String, param: String?
    ) throws(SandboxError) {
        self.init()
        try read(tokens, unknown: unknown, source: source, param: param)
    }

    private mutating func read(
        _ tokens: some StringProtocol, unknown: UnknownWords, source: String, param: String?
    ) throws(SandboxError) {
        for text in tokens.split(whereSeparator: { "-+,:/ \t\r\n".contains($0) }) {
            let word = text.prefix { !("0"..."9").contains($0) }
            let digits = text[word.endIndex...]
            guard let token = BehaviourToken.named(word) else {
                if unknown == .partOfAName { continue }
                throw Self.refusal(of: text, "is unknown", source, param)
            }
            if let range = token.range {
                guard let number = Int(digits), range.contains(number) else {
                    let wanted = "takes a number from \(range.lowerBound) to \(range.upperBound)"
                    throw Self.refusal(of: text, wanted, source, param)
                }
                token.apply(&self, number)
            } else {
                guard digits.isEmpty else { throw Self.refusal(of: text, "takes no number", source, param) }
                token.apply(&self, 0)
            }
        }
    }

    private static func refusal(
        of token: some StringProtocol, _ fault: String, _ source: String, _ param: String?
    ) -> SandboxError {
        SandboxError(
            .invalidToken, param: param,
            "the sandbox token '\(token.prefix(32))' in \(source) \(fault); accepted: \(BehaviourToken.spellings)")
    }

    private static func afterPrefix(_ text: Substring) -> Substring? {
        for prefix in ["sandbox-", "mock-"] where text.hasPrefix(prefix) { return text.dropFirst(prefix.count) }
        return nil
    }

    /// The longest mark that is looked for, in bytes.
    private static let maxMarkBytes = 200

    private static func marks(in prompt: String) -> [String] {
        let bytes = Array(prompt.utf8)
        let openings = ["[[sandbox:", "[[mock:"].map { Array($0.utf8) }
        var found: [String] = []
        var at = 0
        while let start = bytes[at...].firstIndex(of: UInt8(ascii: "[")) {
            at = start + 1
            guard let opening = openings.first(where: { bytes[start...].starts(with: $0) }) else { continue }
            let first = start + opening.count
            let window = bytes[first..<min(first + maxMarkBytes, bytes.count)]
            guard let end = window.indices.first(where: { window[$0...].starts(with: "]]".utf8) }) else { continue }
            found.append(String(decoding: bytes[first..<end], as: UTF8.self))
            at = end + 2
        }
        return found
    }
}
