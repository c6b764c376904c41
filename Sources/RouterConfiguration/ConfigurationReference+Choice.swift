extension ConfigurationReference {
    /// How candidates are chosen.
    static let choiceEntries: [Entry] = [
        .init(
            path: "default", type: "candidate id", defaultValue: "the first candidate",
            meaning: "Answers when routing itself fails."),
        .init(
            path: "tradeoff", type: "0 to 10", defaultValue: "5",
            meaning: "0 = pure quality, 10 = cheapest."),
        .init(
            path: "bundle", type: "path", defaultValue: "the one shipped",
            meaning: "Folder of the trained bundle, while no other is promoted."),
        .init(
            path: "bundles", type: "mapping", defaultValue: "see below",
            meaning: "Versions of bundles, as retraining makes them."),
        .init(
            path: "bundles.path", type: "path", defaultValue: "bundles, beside the log",
            meaning: "Their folder."),
        .init(
            path: "bundles.keep", type: "0 to 10000", defaultValue: "10",
            meaning: "Refused and rolled back versions that are kept, the latest ones."),
        .init(
            path: "presets", type: "mapping", defaultValue: "auto-code",
            meaning:
                "Further names for `model` that let the router choose; `auto-code` leans to quality and takes candidates with tools only."
        ),
        .init(
            path: "presets.<name>.tradeoff", type: "0 to 10", defaultValue: "as `tradeoff`; of auto-code 2",
            meaning: "0 = pure quality, 10 = cheapest."),
        .init(
            path: "presets.<name>.allowed_models", type: "list of patterns", defaultValue: "all",
            meaning: "Only candidates that fit one, such as `openai/*`."),
        .init(
            path: "presets.<name>.excluded_models", type: "list of patterns", defaultValue: "none",
            meaning: "Never candidates that fit one."),
        .init(
            path: "presets.<name>.capabilities", type: "list", defaultValue: "none; of auto-code tools",
            meaning: "What a candidate must be able to do, as `candidates[].capabilities`."),
        .init(
            path: "presets.<name>.cost_tier", type: "low, medium, high, xhigh, max", defaultValue: "all",
            meaning: "Fifth of the costs to choose from."),
        .init(
            path: "presets.<name>.order", type: "utility, price, throughput, latency", defaultValue: "utility",
            meaning: "What puts candidates in order."),
        .init(
            path: "sessions", type: "mapping", defaultValue: "see below",
            meaning: "How conversations stay with the candidate that knows them."),
        .init(
            path: "sessions.enabled", type: "true, false", defaultValue: "true",
            meaning: "Whether they stay at all."),
        .init(
            path: "sessions.idle", type: "seconds", defaultValue: "600",
            meaning: "Without a request for so long, a conversation is forgotten."),
        .init(
            path: "sessions.reach", type: "0 to 1", defaultValue: "0.02",
            meaning: "How far below the best utility its candidate may lie and still be kept."),
    ]
}
