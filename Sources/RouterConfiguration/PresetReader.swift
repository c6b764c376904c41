import RouterCore

/// Reads the entries under `presets`; those that the program brings along are changed, not replaced.
struct PresetReader {
    /// Names that decide under the general settings, which a preset cannot change.
    private static let reserved = ["auto", "openrouter/auto", "autorouter/auto"]

    let candidates: [Candidate]

    /// The preset of one entry.
    func preset(
        _ name: String, _ node: SettingNode, over builtIn: Configuration.Preset?
    ) throws(ConfigurationError) -> Configuration.Preset {
        guard !name.isEmpty, !Self.reserved.contains(name), !name.contains(":") else {
            throw node.problem("is no name for a preset; a name other than 'auto' and without ':' is expected")
        }
        guard !candidates.contains(where: { $0.id.rawValue == name }) else {
            throw node.problem("is also the name of a candidate; a name of its own is expected")
        }
        var preset = builtIn ?? Configuration.Preset(name: name)
        for (key, value) in try node.members(accepting: ConfigurationReference.keys(in: "presets.<name>.")) {
            switch key {
            case "tradeoff": preset.tradeoff = try value.tradeoff()
            case "allowed_models": preset.allowed = try value.patterns()
            case "excluded_models": preset.excluded = try value.patterns()
            case "capabilities": preset.capabilities = try value.capabilities()
            case "cost_tier": preset.costTier = try value.word(CostTier.self)
            default: preset.order = try value.word(CandidateOrder.self)
            }
        }
        return preset
    }
}
