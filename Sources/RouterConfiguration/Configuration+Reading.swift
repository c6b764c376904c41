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
        let reader = ProviderReader(catalog: catalog, environment: environment, folder: folder)
        for (name, node) in try settings["providers"]?.members() ?? [] {
            providers[name] = try reader.provider(name, node)
        }
        guard let list = settings["candidates"] else {
            throw root.problem(.missingKey, "has no 'candidates'; a list of at least one model is expected")
        }
        for node in try list.elements() {
            let (candidate, isPriced) = try CandidateReader(catalog: catalog).candidate(node)
            if providers[candidate.provider] == nil {
                guard let known = reader.provider(fromCatalog: candidate.provider) else {
                    throw node.problem(
                        "names the provider '\(candidate.provider)', which is neither under 'providers' nor in the catalog"
                    )
                }
                providers[candidate.provider] = known
            }
            let isLocal = providers[candidate.provider]?.isLocal ?? false
            candidates.append(candidate.served(locally: isLocal, isPriced: isPriced))
        }
        do { _ = try pool() } catch { throw list.problem("is not accepted: \(error)") }
        if let node = settings["default"] {
            let id = CandidateID(try node.text())
            guard candidates.contains(where: { $0.id == id }) else {
                throw node.problem("is '\(id)', which is none of the candidates")
            }
            defaultCandidate = id
        }
        if let node = settings["tradeoff"] {
            let value = try node.number(Tradeoff.range)
            do { tradeoff = try Tradeoff(value) } catch { throw node.problem("is not accepted: \(error)") }
        }
        if let node = settings["bundle"] { bundlePath = Self.resolve(try node.text(), in: folder) }
        if let node = settings["timeouts"] { try readTimeouts(node) }
        log.path = Self.resolve(log.path, in: folder)
        if let node = settings["log"] { try readLog(node, folder) }
        if let node = settings["server"] { try readServer(node, folder) }
    }

    private static func resolve(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent(path).path
    }

    private mutating func readTimeouts(_ node: SettingNode) throws(ConfigurationError) {
        for (key, value) in try node.members(accepting: ConfigurationReference.keys(in: "timeouts.")) {
            let limit = Duration.milliseconds(Int((try value.number(0.001...86_400) * 1000).rounded()))
            switch key {
            case "connect": timeouts.connect = limit
            case "first_byte": timeouts.firstByte = limit
            case "idle": timeouts.idle = limit
            default: timeouts.total = limit
            }
        }
    }

    private mutating func readLog(_ node: SettingNode, _ folder: String) throws(ConfigurationError) {
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "log."))
        if let path = settings["path"] { log.path = Self.resolve(try path.text(), in: folder) }
        if let prompts = settings["prompts"] { log.prompts = try prompts.word(PromptLogging.self) }
    }

    private mutating func readServer(_ node: SettingNode, _ folder: String) throws(ConfigurationError) {
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "server."))
        if let host = settings["host"] { server.host = try host.text() }
        if let port = settings["port"] { server.port = try port.integer(0...65_535) }
        if let file = settings["keys_file"] { server.keysFile = Self.resolve(try file.text(), in: folder) }
        if let limit = settings["max_body_bytes"] { server.maxBodyBytes = try limit.integer(1024...1 << 30) }
    }
}

extension Candidate {
    /// The candidate where its provider serves it.
    ///
    /// On a machine of the user, nobody bills for it unless the file itself gives a price: the catalog's is somebody else's.
    fileprivate func served(locally isLocal: Bool, isPriced: Bool) -> Candidate {
        Candidate(
            id: id, provider: provider, upstreamModel: upstreamModel,
            price: isLocal && !isPriced ? .free : price, contextTokens: contextTokens,
            maxOutputTokens: maxOutputTokens, capabilities: capabilities, like: like, benchmarks: benchmarks,
            isLocal: isLocal)
    }
}
