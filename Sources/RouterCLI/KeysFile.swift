import Foundation
import RouterConfiguration
import RouterCore
import RouterServer

/// Reads the file of clients' keys: one a line, plain or hashed, followed by what it allows.
///
/// ```
/// # a comment
/// sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 name=ci models=openai/*,lab/small usd_per_day=5
/// a-plain-key
/// ```
struct KeysFile {
    /// What may follow a key.
    private static let settings = "name=, models=, usd_per_day= and usd_per_month="
    private static let hashPrefix = "sha256:"
    /// Digits of the digest that name a key without a name.
    private static let shortDigest = 8

    private let path: String

    /// Reads a file.
    ///
    /// - Throws: ``RouterConfiguration/ConfigurationError`` naming file and line, never a key.
    static func read(_ path: String) throws(ConfigurationError) -> ClientKeys {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ConfigurationError(
                .unreadable, origin: path, "cannot be read; a file with one key a line is expected")
        }
        return ClientKeys(try KeysFile(path: path).entries(of: text))
    }

    /// What a file's text says.
    static func entries(
        of text: String, path: String
    ) throws(ConfigurationError) -> [ClientKeys.Entry] { try KeysFile(path: path).entries(of: text) }

    /// The line of a key that is kept as its digest.
    static func line(digest: KeyDigest, settings: [String]) -> String {
        ([hashPrefix + digest.hex] + settings).joined(separator: " ")
    }

    private func entries(of text: String) throws(ConfigurationError) -> [ClientKeys.Entry] {
        var entries: [ClientKeys.Entry] = []
        var lineByDigest: [KeyDigest: Int] = [:]
        var lineByName: [String: Int] = [:]
        // Editors on Windows put a mark before the first line; it is no part of the key.
        let lines = text.drop { $0 == "\u{FEFF}" }.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let number = index + 1
            let words = line.split(whereSeparator: \.isWhitespace).prefix { !$0.hasPrefix("#") }
            guard let key = words.first else { continue }
            let entry = try self.entry(key: key, settings: words.dropFirst(), line: number)
            if let other = lineByDigest.updateValue(number, forKey: entry.digest) {
                throw problem(number, "the key is that of line \(other); each key is expected once")
            }
            if let other = lineByName.updateValue(number, forKey: entry.key.name) {
                throw problem(number, "the name is that of line \(other); each name is expected once")
            }
            entries.append(entry)
        }
        guard !entries.isEmpty else { throw problem(nil, "holds no key; one key a line is expected") }
        return entries
    }

    private func entry(
        key: Substring, settings: ArraySlice<Substring>, line: Int
    ) throws(ConfigurationError) -> ClientKeys.Entry {
        let digest: KeyDigest
        if key.lowercased().hasPrefix(Self.hashPrefix) {
            guard let hashed = KeyDigest(hex: key.dropFirst(Self.hashPrefix.count)) else {
                throw problem(line, "'sha256:' is not followed by 64 hexadecimal digits")
            }
            digest = hashed
        } else {
            digest = KeyDigest(of: key)
        }
        var values: [Substring: Substring] = [:]
        for setting in settings {
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, ["name", "models", "usd_per_day", "usd_per_month"].contains(parts[0]) else {
                // The word is not shown: it can be a part of the key.
                throw problem(line, "what follows the key is not known; \(Self.settings) are accepted")
            }
            guard values.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw problem(line, "'\(parts[0])' is there twice")
            }
        }
        let allowance = ClientKey(
            name: try values["name"].map { name throws(ConfigurationError) in try self.name(name, line) }
                ?? String(digest.hex.prefix(Self.shortDigest)),
            permitted: try values["models"].map { list throws(ConfigurationError) in try patterns(list, line) },
            usdPerDay: try dollars(values, "usd_per_day", line), usdPerMonth: try dollars(values, "usd_per_month", line)
        )
        return .init(digest: digest, key: allowance)
    }

    private func name(_ text: Substring, _ line: Int) throws(ConfigurationError) -> String {
        guard text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._@\-]{0,63}/) != nil else {
            throw problem(line, "'name' is not 1 to 64 letters, digits and . _ @ - that begin with a letter or digit")
        }
        return String(text)
    }

    private func patterns(_ list: Substring, _ line: Int) throws(ConfigurationError) -> [CandidatePattern] {
        var patterns: [CandidatePattern] = []
        for pattern in list.split(separator: ",", omittingEmptySubsequences: false) {
            do { patterns.append(try CandidatePattern(String(pattern))) } catch {
                throw problem(line, "'models' is not a list such as openai/*,lab/small: \(error)")
            }
        }
        return patterns
    }

    private func dollars(
        _ values: [Substring: Substring], _ key: Substring, _ line: Int
    ) throws(ConfigurationError) -> Double? {
        guard let text = values[key] else { return nil }
        guard text.wholeMatch(of: /[0-9]{1,9}(\.[0-9]{1,9})?/) != nil, let number = Double(text) else {
            throw problem(line, "'\(key)' is not a number of USD such as 2.50")
        }
        return number
    }

    private func problem(_ line: Int?, _ reason: String) -> ConfigurationError {
        ConfigurationError(.badValue, origin: path, line: line, reason)
    }
}
