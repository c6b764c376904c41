import Yams

/// One value of a configuration file with its key path and line: reads typed values and reports what does not fit.
struct SettingNode {
    private let node: Node
    /// The path of keys, for example `candidates[1].price`.
    let path: String
    private let origin: String
    /// The line of the value's key, or else of the value; from 1.
    private let line: Int?

    /// Parses a file's text; an empty file is an empty mapping.
    ///
    /// - Throws: ``ConfigurationError`` with `.notYAML`.
    init(text: String, origin: String) throws(ConfigurationError) {
        do {
            node = try Yams.compose(yaml: text) ?? Node([(Node, Node)]())
        } catch let error as YamlError {
            let (line, problem) = Self.summary(error, text: text)
            throw ConfigurationError(.notYAML, origin: origin, line: line, "not valid YAML: \(problem)")
        } catch {
            throw ConfigurationError(.notYAML, origin: origin, "not valid YAML")
        }
        path = ""
        line = node.mark?.line
        self.origin = origin
    }

    private init(_ node: Node, path: String, line: Int?, origin: String) {
        self.node = node
        self.path = path
        self.line = line
        self.origin = origin
    }

    /// Line and problem of a syntax error, without the text around it.
    private static func summary(_ error: YamlError, text: String) -> (line: Int?, problem: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, problem)
        case .duplicatedKeysInMapping(let keys, let context):
            (
                lastLine(beginning: keys.first ?? "", in: text) ?? context.mark.line,
                "the key '\(keys.first ?? "")' is there twice"
            )
        default: (nil, "the text cannot be read")
        }
    }

    /// The last line that begins with a key, from 1: the parser names only the mapping that holds it twice.
    private static func lastLine(beginning key: String, in text: String) -> Int? {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .lastIndex { $0.drop(while: \.isWhitespace).hasPrefix(key + ":") }
            .map { $0 + 1 }
    }

    /// Whether the value is `null` or nothing.
    var isNull: Bool { node.null != nil }

    /// Whether the value is a plain text and not a mapping or list.
    var isScalar: Bool { node.scalar != nil }

    /// An error about this value.
    func problem(_ reason: String) -> ConfigurationError { problem(.badValue, reason) }

    /// An error of a code about this value.
    func problem(_ code: ConfigurationError.Code, _ reason: String) -> ConfigurationError {
        let subject = path.isEmpty ? "the file" : "'\(path)'"
        return ConfigurationError(code, origin: origin, line: line, "\(subject) \(reason)")
    }

    /// The members of a mapping by key, in order.
    ///
    /// - Throws: ``ConfigurationError`` if it is no mapping.
    func members() throws(ConfigurationError) -> [(key: String, value: SettingNode)] {
        if isNull { return [] }
        guard let mapping = node.mapping else { throw problem("is not a mapping; 'key: value' lines are expected") }
        var found: [(key: String, value: SettingNode)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { throw problem("has a key that is not a plain text") }
            let line = key.mark?.line ?? value.mark?.line
            found.append(
                (name, SettingNode(value, path: path.isEmpty ? name : "\(path).\(name)", line: line, origin: origin)))
        }
        return found
    }

    /// The members of a mapping that may hold these keys only; null members are left out.
    ///
    /// - Throws: ``ConfigurationError`` with `.unknownKey` naming the key, its line and the accepted keys.
    func members(accepting keys: [String]) throws(ConfigurationError) -> [String: SettingNode] {
        var found: [String: SettingNode] = [:]
        for (key, value) in try members() {
            guard keys.contains(key) else {
                throw value.problem(.unknownKey, "is not a known key; accepted here: \(keys.joined(separator: ", "))")
            }
            if !value.isNull { found[key] = value }
        }
        return found
    }

    /// The elements of a list.
    ///
    /// - Throws: ``ConfigurationError`` if it is no list.
    func elements() throws(ConfigurationError) -> [SettingNode] {
        guard let sequence = node.sequence else { throw problem("is not a list; '- value' lines are expected") }
        return sequence.enumerated().map {
            SettingNode($1, path: "\(path)[\($0)]", line: $1.mark?.line, origin: origin)
        }
    }

    /// A non-empty text.
    func text() throws(ConfigurationError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else { throw problem("is not a text") }
        return text
    }

    /// One of several words.
    func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) throws(ConfigurationError) -> Word
    where Word.RawValue == String {
        let text = try text()
        guard let word = Word(rawValue: text) else {
            let accepted = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw problem("is '\(text)'; one of \(accepted) is expected")
        }
        return word
    }

    /// A truth value.
    func flag() throws(ConfigurationError) -> Bool {
        guard let flag = node.bool else {
            throw problem("is '\(node.scalar?.string ?? "…")'; true or false is expected")
        }
        return flag
    }

    /// A number within bounds.
    func number(_ accepted: ClosedRange<Double>) throws(ConfigurationError) -> Double {
        guard let number = node.float, accepted.contains(number) else {
            let text = node.scalar?.string ?? "…"
            let upper = accepted.upperBound.isFinite ? " to \(Self.plain(accepted.upperBound))" : " or more"
            throw problem("is '\(text)'; a number from \(Self.plain(accepted.lowerBound))\(upper) is expected")
        }
        return number
    }

    /// An integer within bounds.
    func integer(_ accepted: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        guard let number = node.int, accepted.contains(number) else {
            throw problem(
                "is '\(node.scalar?.string ?? "…")'; an integer from \(accepted.lowerBound) to \(accepted.upperBound) is expected"
            )
        }
        return number
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
}
