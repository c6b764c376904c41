package import Foundation
import RouterCore

extension Configuration {
    /// Reads a configuration file.
    ///
    /// - Parameters:
    ///   - file: the YAML file; relative paths in it are relative to its folder.
    ///   - catalog: fills in what is known of models and providers.
    ///   - environment: where keys are looked up.
    /// - Throws: ``ConfigurationError`` naming key, line and what is accepted.
    package init(file: URL, catalog: Catalog, environment: [String: String]) throws(ConfigurationError) {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw ConfigurationError(
                .unreadable, origin: file.relativePath, "cannot be read; a YAML file in UTF-8 is expected")
        }
        try self.init(
            text: text, origin: file.relativePath, folder: file.deletingLastPathComponent().path, catalog: catalog,
            environment: environment)
    }

    /// Reads a configuration's text.
    ///
    /// - Throws: ``ConfigurationError`` as ``init(file:catalog:environment:)``.
    package init(
        text: String, origin: String, folder: String, catalog: Catalog, environment: [String: String]
    ) throws(ConfigurationError) {
        self.init()
        self.origin = origin
        let root = try SettingNode(text: text, origin: origin)
        let settings = try root.members(accepting: ConfigurationReference.keys(in: ""))
        if let node = settings["timeouts"] { timeouts = try timeouts.overridden(by: node, prefix: "timeouts.") }
        let reader = ProviderReader(catalog: catalog, environment: environment, folder: folder, timeouts: timeouts)
        for (name, node) in try settings["providers"]?.members() ?? [] {
            providers[name] = try reader.provider(name, node)
        }
        guard let list = settings["candidates"] else {
            throw root.problem(.missingKey, "has no 'candidates'; a list of at least one model is expected")
        }
        for node in try list.elements() {
            let candidateReader = CandidateReader(catalog: catalog) { [providers] name in
                providers[name] ?? reader.provider(fromCatalog: name)
            }
            let (entry, provider) = try candidateReader.entry(node)
            providers[provider.name] = provider
            candidates.append(entry.served(by: provider))
        }
        do { _ = try pool() } catch { throw list.problem("is not accepted: \(error)") }
        if let node = settings["default"] {
            let id = CandidateID(try node.text())
            guard candidates.contains(where: { $0.id == id }) else {
                throw node.problem("is '\(id)', which is none of the candidates")
            }
            defaultCandidate = id
        }
        if let node = settings["tradeoff"] { tradeoff = try node.tradeoff() }
        for (name, node) in try settings["presets"]?.members() ?? [] {
            presets[name] = try PresetReader(candidates: candidates).preset(name, node, over: presets[name])
        }
        if let node = settings["bundle"] { bundlePath = Self.resolve(try node.text(), in: folder) }
        if let node = settings["retries"] { retries = try LimitReader.retries(node) }
        if let node = settings["breaker"] { breaker = try LimitReader.breaker(node) }
        if let node = settings["sessions"] { sessions = try LimitReader.sessions(node) }
        if let node = settings["budgets"] { budget = try LimitReader.budget(node) }
        log.path = Self.resolve(log.path, in: folder)
        if let node = settings["log"] { try readLog(node, folder) }
        if let node = settings["server"] { server = try ServerReader(folder: folder).server(node) }
    }

    /// A path of a file, taken as relative to its folder unless it is absolute.
    static func resolve(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent(path).path
    }

    private mutating func readLog(_ node: SettingNode, _ folder: String) throws(ConfigurationError) {
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "log."))
        if let path = settings["path"] { log.path = Self.resolve(try path.text(), in: folder) }
        if let prompts = settings["prompts"] { log.prompts = try prompts.word(PromptLogging.self) }
        if let days = settings["keep_days"] { log.keptDays = try days.integer(1...36_500) }
        if let bytes = settings["keep_bytes"] { log.keptBytes = try bytes.integer(1 << 20...1 << 50) }
    }
}
