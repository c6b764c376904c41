extension ConfigurationReference {
    /// Learning from the log.
    static let retrainEntries: [Entry] = [
        .init(
            path: "retrain", type: "mapping", defaultValue: "see below",
            meaning: "Learning from the log."),
        .init(
            path: "retrain.every", type: "seconds", defaultValue: "never",
            meaning: "How often a running server retrains by itself; what is promoted is in use at once."),
        .init(
            path: "retrain.min_outcomes", type: "1 to 1000000", defaultValue: "100",
            meaning: "Fewer new outcomes are not worth another retraining."),
        .init(
            path: "retrain.margin", type: "0 to 1", defaultValue: "0",
            meaning: "What the lower bound of a challenger's advantage must reach, in utility."),
        .init(
            path: "retrain.confidence", type: "0.5 to 0.9999", defaultValue: "0.95",
            meaning:
                "Probability that no challenger is promoted that is not better by the margin, over all retrainings."),
        .init(
            path: "retrain.half_life_days", type: "days", defaultValue: "none",
            meaning: "Age at which an outcome counts half."),
        .init(
            path: "retrain.evaluated_share", type: "0.05 to 0.9", defaultValue: "0.25",
            meaning: "Share of the decisions, the newest, that a challenger is judged on."),
    ]
}
