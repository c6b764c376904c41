import Foundation
import RouterCore

/// Reads providers: from the file, filled in from the catalog, keys from the environment or from files.
struct ProviderReader {
    let catalog: Catalog
    let environment: [String: String]
    let folder: String
    /// The general limits in time.
    var timeouts = UpstreamTimeouts()

    /// The provider of one entry under `providers`.
    func provider(_ name: String, _ node: SettingNode) throws(ConfigurationError) -> Configuration.Provider {
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "providers.<name>."))
        let known = catalog.providers[name]
        guard let address = try settings["base_url"]?.text() ?? known?.base_url else {
            throw node.problem(.missingKey, "has no 'base_url', and the catalog does not know the provider '\(name)'")
        }
        if let base = settings["base_url"], !Self.isAddress(address) {
            // The address is not shown: what is wrong with it can be the password or key that it holds.
            throw base.problem(
                "is not accepted; an http:// or https:// address without user name and query is expected")
        }
        if let variable = settings["api_key_env"], settings["api_key_file"] != nil {
            throw variable.problem("and 'api_key_file' are both given; one of them is expected")
        }
        let isLocal = try settings["local"]?.flag() ?? known?.local ?? false
        let (key, origin) = try key(settings, known)
        let baseURL = Self.withoutSlash(address)
        // At another address, another server answers: what it takes is not known.
        let knownAPIs = known.flatMap { Self.withoutSlash($0.base_url) == baseURL ? $0.takenAPIs : nil }
        let timeouts = try settings["timeouts"].map { node throws(ConfigurationError) in
            try self.timeouts.overridden(by: node, prefix: "providers.<name>.timeouts.")
        }
        return Configuration.Provider(
            name: name, baseURL: baseURL, key: key, keyOrigin: origin, isLocal: isLocal,
            privacy: try PrivacyTerms.unknown.overridden(by: settings, isLocal: isLocal),
            apis: try settings["apis"]?.apis() ?? knownAPIs,
            keyHeader: try settings["key_header"]?.word(Configuration.Provider.KeyHeader.self) ?? known?.keyHeader
                ?? .authorization,
            timeouts: timeouts ?? self.timeouts)
    }

    /// A provider that only the catalog knows, or `nil`.
    func provider(fromCatalog name: String) -> Configuration.Provider? {
        guard let known = catalog.providers[name] else { return nil }
        let key = known.api_key_env.flatMap { environment[$0] }.flatMap { $0.isEmpty ? nil : Secret($0) }
        return Configuration.Provider(
            name: name, baseURL: Self.withoutSlash(known.base_url), key: key,
            keyOrigin: known.api_key_env.map { "environment variable \($0)" }, isLocal: known.local ?? false,
            apis: known.takenAPIs, keyHeader: known.keyHeader, timeouts: timeouts)
    }

    private func key(
        _ settings: [String: SettingNode], _ known: Catalog.Provider?
    ) throws(ConfigurationError) -> (Secret?, String?) {
        if let node = settings["api_key_file"] {
            let path = try node.text()
            let file = path.hasPrefix("/") ? path : folder + "/" + path
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw node.problem("is '\(path)', which cannot be read")
            }
            let key = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !key.isEmpty else { throw node.problem("is '\(path)', which is empty; a key is expected") }
            return (Secret(key), "file \(path)")
        }
        if let node = settings["api_key_env"], !Self.isVariableName(try node.text()) {
            // The value is not shown: it can be the key itself, put here by mistake.
            throw node.problem("is not the name of an environment variable; letters, digits and '_' are expected")
        }
        guard let variable = try settings["api_key_env"]?.text() ?? known?.api_key_env else { return (nil, nil) }
        let key = environment[variable].flatMap { $0.isEmpty ? nil : Secret($0) }
        return (key, "environment variable \(variable)")
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme, let host = parts.host else {
            return false
        }
        return ["http", "https"].contains(scheme) && !host.isEmpty && parts.query == nil && parts.user == nil
    }

    private static func isVariableName(_ text: String) -> Bool { text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil }

    private static func withoutSlash(_ text: String) -> String { text.hasSuffix("/") ? String(text.dropLast()) : text }
}
