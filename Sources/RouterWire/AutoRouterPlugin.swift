import RouterCore

/// OpenRouter's plugin `auto-router`: which models it may choose from, and how dear they may be.
struct AutoRouterPlugin {
    /// Most patterns in one list, OpenRouter's limit.
    static let maxPatterns = 1024
    /// Most bytes of UTF-8 that the patterns of one list hold together, OpenRouter's limit.
    static let maxPatternBytes = 65_536

    /// `allowed_models`; `nil` = all, as is an empty list.
    private(set) var allowed: [CandidatePattern]?
    /// `excluded_models`.
    private(set) var excluded: [CandidatePattern] = []
    /// `cost_tier`.
    private(set) var costTier: CostTier?
    /// `cost_quality_tradeoff`.
    private(set) var tradeoff: Tradeoff?
    /// `pin_model`.
    private(set) var pinsModel = false

    /// Reads the plugin's settings of a body; `nil` = it is absent or switched off.
    ///
    /// Plugins of other names are left alone, whatever they hold.
    ///
    /// - Throws: ``WireError`` that names the path, for example `plugins[0].allowed_models[3]`.
    init?(of root: JSONValue) throws(WireError) {
        guard let (settings, path) = try Self.settings(of: root) else { return nil }
        guard try settings.flag("enabled", in: path) ?? true else { return nil }
        let allowed = try Self.patterns("allowed_models", of: settings, in: path)
        self.allowed = allowed.isEmpty ? nil : allowed
        excluded = try Self.patterns("excluded_models", of: settings, in: path)
        costTier = try settings.word("cost_tier", of: CostTier.allCases.map(\.rawValue), in: path)
            .flatMap(CostTier.init(rawValue:))
        if let value = try settings.member("cost_quality_tradeoff", .number, in: path) {
            do {
                tradeoff = try Tradeoff(value.double ?? .nan)
            } catch {
                throw value.outOfRange(
                    at: path + "cost_quality_tradeoff", "a number from 0 (quality) to 10 (cheapest)")
            }
        }
        pinsModel = try settings.flag("pin_model", in: path) ?? false
    }

    /// The plugin's object and the path in front of its keys.
    private static func settings(of root: JSONValue) throws(WireError) -> (JSONValue, path: String)? {
        guard let plugins = try root.member("plugins", .array) else { return nil }
        var found: (JSONValue, path: String)?
        for (index, plugin) in plugins.elements.enumerated() {
            guard plugin.kind == .object else {
                throw plugin.wrongType(at: "plugins[\(index)]", "an object with 'id'")
            }
            guard let id = plugin["id"] else {
                throw WireError(
                    .missingKey, key: "plugins[\(index)].id",
                    "'plugins[\(index)].id' is missing; a plugin's name such as 'auto-router' is expected")
            }
            guard id.kind == .string else {
                throw id.wrongType(at: "plugins[\(index)].id", "a plugin's name such as 'auto-router'")
            }
            guard id.isString("auto-router") else { continue }
            guard found == nil else {
                throw WireError(
                    .invalidValue, key: "plugins[\(index)].id",
                    "'plugins[\(index)].id' names 'auto-router' again; one such plugin is accepted")
            }
            found = (plugin, "plugins[\(index)].")
        }
        return found
    }

    private static func patterns(
        _ key: StaticString, of settings: JSONValue, in path: String
    ) throws(WireError) -> [CandidatePattern] {
        guard let texts = try settings.strings(key, atMost: maxPatterns, in: path) else { return [] }
        var patterns: [CandidatePattern] = []
        patterns.reserveCapacity(texts.count)
        var byteCount = 0
        for (index, text) in texts.enumerated() {
            byteCount += text.utf8.count
            do {
                patterns.append(try CandidatePattern(text))
            } catch {
                throw WireError(
                    .invalidValue, key: "\(path)\(key)[\(index)]", "'\(path)\(key)[\(index)]': \(error.description)")
            }
        }
        guard byteCount <= maxPatternBytes else {
            throw WireError(
                .invalidValue, key: "\(path)\(key)",
                "the patterns of '\(path)\(key)' hold \(byteCount) bytes; at most \(maxPatternBytes) are accepted")
        }
        return patterns
    }
}
