/// Reads the small mappings of limits: `bundles`, `retrain`, `retries`, `breaker`, `sessions` and `budgets`.
enum LimitReader {
    /// Most USD that a limit may be: more than anybody means.
    private static let acceptedUSD = 0...1_000_000_000.0

    /// The mapping under `bundles`, whose path is relative to the configuration's folder.
    static func bundles(_ node: SettingNode, folder: String) throws(ConfigurationError) -> Configuration.Bundles {
        var bundles = Configuration.Bundles()
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "bundles."))
        if let path = settings["path"] { bundles.path = Configuration.resolve(try path.text(), in: folder) }
        if let keep = settings["keep"] { bundles.keep = try keep.integer(0...10_000) }
        return bundles
    }

    /// The mapping under `retrain`.
    static func retrain(_ node: SettingNode) throws(ConfigurationError) -> Configuration.Retrain {
        var retrain = Configuration.Retrain()
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "retrain."))
        if let every = settings["every"] { retrain.every = try every.seconds() }
        if let count = settings["min_outcomes"] { retrain.minOutcomes = try count.integer(1...1_000_000) }
        if let margin = settings["margin"] { retrain.margin = try margin.number(0...1) }
        if let confidence = settings["confidence"] { retrain.confidence = try confidence.number(0.5...0.9999) }
        if let days = settings["half_life_days"] { retrain.halfLifeDays = try days.number(0.01...100_000) }
        if let share = settings["evaluated_share"] { retrain.evaluatedShare = try share.number(0.05...0.9) }
        return retrain
    }

    /// The mapping under `retries`.
    static func retries(_ node: SettingNode) throws(ConfigurationError) -> Configuration.Retries {
        var retries = Configuration.Retries()
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "retries."))
        if let rounds = settings["rounds"] { retries.rounds = try rounds.integer(0...5) }
        if let wait = settings["max_wait"] { retries.maxWait = try wait.seconds() }
        return retries
    }

    /// The mapping under `breaker`.
    static func breaker(_ node: SettingNode) throws(ConfigurationError) -> Configuration.Breaker {
        var breaker = Configuration.Breaker()
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "breaker."))
        if let failures = settings["failures"] { breaker.failures = try failures.integer(1...1000) }
        if let cooldown = settings["cooldown"] { breaker.cooldown = try cooldown.seconds() }
        return breaker
    }

    /// The mapping under `sessions`.
    static func sessions(_ node: SettingNode) throws(ConfigurationError) -> Configuration.Sessions {
        var sessions = Configuration.Sessions()
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "sessions."))
        if let enabled = settings["enabled"] { sessions.isEnabled = try enabled.flag() }
        if let idle = settings["idle"] { sessions.idle = try idle.seconds() }
        if let reach = settings["reach"] { sessions.reach = try reach.number(0...1) }
        return sessions
    }

    /// The mapping under `budgets`.
    static func budget(_ node: SettingNode) throws(ConfigurationError) -> Configuration.Budget {
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "budgets."))
        return Configuration.Budget(
            usdPerDay: try settings["usd_per_day"]?.number(acceptedUSD),
            usdPerMonth: try settings["usd_per_month"]?.number(acceptedUSD))
    }
}
