/// Every key that a configuration file may hold: what the reader accepts and what the README's table says.
package enum ConfigurationReference {
    /// One key.
    package struct Entry: Sendable, Hashable {
        /// The path, with `<name>` for a name of one's own and `[]` for an element of a list.
        package let path: String
        /// The type and range.
        package let type: String
        /// What holds where the key is absent.
        package let defaultValue: String
        /// What it is for.
        package let meaning: String
    }

    /// All keys.
    package static let entries =
        providerEntries + candidateEntries + choiceEntries + learningEntries + retrainEntries + dispatchEntries
        + serverEntries + judgeEntries

    /// The keys that stand directly under a prefix such as `server.`; under `""` those at the top.
    static func keys(in prefix: String) -> [String] {
        entries.compactMap { entry in
            guard entry.path.hasPrefix(prefix) else { return nil }
            let rest = entry.path.dropFirst(prefix.count)
            return rest.contains(".") || rest.contains("[") ? nil : String(rest)
        }
    }
}
