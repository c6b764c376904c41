import RouterCore

/// Reads what learning needs: `exploration` and `rewards`.
enum LearningReader {
    /// The mapping under `exploration`.
    static func exploration(_ node: SettingNode) throws(ConfigurationError) -> Configuration.Exploration {
        var exploration = Configuration.Exploration()
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "exploration."))
        if let node = settings["policy"] { exploration.policy = try node.word(Configuration.Exploration.Policy.self) }
        if let node = settings["epsilon"] { exploration.epsilon = try node.number(0...1) }
        if let node = settings["newcomers"] { exploration.newcomers = try node.number(0...1) }
        if let node = settings["floor"] { exploration.floor = try node.number(0...0.5) }
        if let node = settings["scale"] { exploration.scale = try node.number(0.001...10) }
        if let node = settings["max_regret"] { exploration.maxRegret = try node.number(acceptedRegret) }
        if let node = settings["max_regret_per_day"] { exploration.maxRegretPerDay = try node.number(acceptedRegret) }
        return exploration
    }

    /// More than anybody means.
    private static let acceptedRegret = 0...1_000_000_000.0
    private static let acceptedWeights = 0...1000.0

    /// The mapping under `rewards`.
    static func rewards(_ node: SettingNode) throws(ConfigurationError) -> RewardRules {
        var rules = RewardRules()
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "rewards."))
        if let node = settings["feedback"] { rules.feedbackWeight = try node.number(acceptedWeights) }
        if let node = settings["judge"] { rules.judgeWeight = try node.number(acceptedWeights) }
        if let node = settings["observation"] { rules.observationWeight = try node.number(acceptedWeights) }
        let kinds = try settings["signals"]?
            .members(accepting: ConfigurationReference.keys(in: "rewards.signals."))
        for (name, node) in kinds ?? [:] { rules.severities[SignalKind(name)] = try severity(node) }
        return rules
    }

    /// A number, or `off`.
    private static func severity(_ node: SettingNode) throws(ConfigurationError) -> Double {
        if node.isScalar, try node.text() == "off" { return 0 }
        return try node.number(0...1)
    }
}
