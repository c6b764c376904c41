import RouterCore

/// Reads OpenRouter's `provider` object; keys that it does not know are left alone.
enum ProviderPreferencesReader {
    /// Most names in one list of providers.
    static let maxNames = 1024

    private static let quantizations = [
        "int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32", "unknown",
    ]
    private static let path = "provider."

    /// The preferences of a body; `nil` = it has none.
    ///
    /// - Throws: ``WireError`` that names the path, for example `provider.max_price.prompt`.
    static func preferences(of root: JSONValue) throws(WireError) -> ProviderPreferences? {
        guard let provider = try root.member("provider", .object) else { return nil }
        var preferences = ProviderPreferences()
        preferences.order = try provider.strings("order", atMost: maxNames, in: path) ?? []
        preferences.only = try demanded("only", of: provider)
        preferences.ignore = try provider.strings("ignore", atMost: maxNames, in: path) ?? []
        preferences.allowsFallbacks = try provider.flag("allow_fallbacks", in: path) ?? true
        preferences.requiresParameters = try provider.flag("require_parameters", in: path) ?? false
        preferences.deniesDataCollection =
            try provider.word("data_collection", of: ["allow", "deny"], in: path) == "deny"
        preferences.requiresZeroRetention = try provider.flag("zdr", in: path) ?? false
        // Whether a reply may train another model is between the client and the model's maker.
        _ = try provider.flag("enforce_distillable_text", in: path)
        preferences.quantizations = try demanded("quantizations", of: provider)
        for (index, word) in (preferences.quantizations ?? []).enumerated() where !quantizations.contains(word) {
            throw .invalidValue(
                at: "\(path)quantizations[\(index)]", expected: quantizations.joined(separator: ", "))
        }
        preferences.sort = try sort(of: provider)
        preferences.preferredMinThroughput = try bound("preferred_min_throughput", of: provider)
        preferences.preferredMaxLatency = try bound("preferred_max_latency", of: provider)
        preferences.maxPrice = try PriceCeiling(of: provider, in: path)
        return preferences
    }

    /// A list to which the choice is limited; an empty one limits nothing.
    private static func demanded(_ key: StaticString, of provider: JSONValue) throws(WireError) -> [String]? {
        guard let names = try provider.strings(key, atMost: maxNames, in: path), !names.isEmpty else { return nil }
        return names
    }

    private static func sort(of provider: JSONValue) throws(WireError) -> CandidateOrder? {
        let words = ["price", "throughput", "latency", "exacto"]
        guard let value = provider["sort"], !value.isNull else { return nil }
        let word: String?
        switch value.kind {
        case .string: word = try provider.word("sort", of: words, in: path)
        case .object:
            word = try value.word("by", of: words, in: path + "sort.")
            // A model is a candidate here, with one provider each: there are no partitions to sort apart.
            _ = try value.word("partition", of: ["model", "none"], in: path + "sort.")
        default:
            throw value.wrongType(at: path + "sort", "one of \(words.joined(separator: ", ")), or an object with 'by'")
        }
        // `exacto` puts the best tool callers first, which is the quality that utility weighs.
        return word.map { CandidateOrder(rawValue: $0) ?? .utility }
    }

    private static func bound(_ key: StaticString, of provider: JSONValue) throws(WireError) -> PreferredBound? {
        guard let value = provider[key], !value.isNull else { return nil }
        switch value.kind {
        case .number: return PreferredBound(byPercentile: [50: try amount(value, at: "\(path)\(key)")])
        case .object: break
        default: throw value.wrongType(at: "\(path)\(key)", "a number >= 0 or an object with p50, p75, p90 or p99")
        }
        let percentiles: [(key: StaticString, percentile: Int)] = [("p50", 50), ("p75", 75), ("p90", 90), ("p99", 99)]
        var bounds: [Int: Double] = [:]
        for (name, percentile) in percentiles {
            guard let number = try value.member(name, .number, in: "\(path)\(key).") else { continue }
            bounds[percentile] = try amount(number, at: "\(path)\(key).\(name)")
        }
        return bounds.isEmpty ? nil : PreferredBound(byPercentile: bounds)
    }

    private static func amount(_ value: JSONValue, at path: String) throws(WireError) -> Double {
        guard let number = value.double, number.isFinite, number >= 0 else {
            throw value.outOfRange(at: path, "a number >= 0")
        }
        return number
    }
}
