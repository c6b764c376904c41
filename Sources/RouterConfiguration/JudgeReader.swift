import Foundation

/// Reads the mapping under `judge`.
struct JudgeReader {
    /// What relative paths are relative to.
    let folder: String
    /// Whether a name is that of a model that can be called.
    let isModel: (String) -> Bool

    /// Most USD that a run may be allowed.
    private static let acceptedUSD = 0...1_000_000.0

    /// The mapping under `judge`.
    func judge(_ node: SettingNode) throws(ConfigurationError) -> Configuration.Judge {
        var judge = Configuration.Judge()
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "judge."))
        if let node = settings["model"] {
            let name = try node.text()
            guard isModel(name) else {
                throw node.problem(
                    "is '\(name)'; a candidate, a model of the catalog or '<provider>/<model>' is expected")
            }
            judge.model = name
        }
        if let node = settings["max_usd"] { judge.maxUSD = try node.number(Self.acceptedUSD) }
        if let node = settings["rubric"] { judge.rubric = try rubric(node) }
        if let node = settings["concurrency"] { judge.concurrency = try node.integer(1...64) }
        return judge
    }

    /// The criteria: what a file of this name holds, or the text itself; a single word can only be meant as a file.
    private func rubric(_ node: SettingNode) throws(ConfigurationError) -> String {
        let text = try node.text()
        let isWord = !text.contains(where: \.isWhitespace)
        guard !text.contains(where: \.isNewline),
            let held = try? String(contentsOfFile: Configuration.resolve(text, in: folder), encoding: .utf8)
        else {
            if isWord { throw node.problem("is '\(text)', which cannot be read; criteria or a file are expected") }
            return text
        }
        guard !held.allSatisfy(\.isWhitespace) else {
            throw node.problem("is '\(text)', which is empty; criteria are expected")
        }
        return held
    }
}
