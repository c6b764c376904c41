extension ConfigurationReference {
    /// The model that judges replies.
    static let judgeEntries: [Entry] = [
        .init(
            path: "judge", type: "mapping", defaultValue: "see below",
            meaning: "The model that `autorouter judge` asks."),
        .init(
            path: "judge.model", type: "candidate id", defaultValue: "none",
            meaning:
                "Who judges: a candidate, a model of the catalog, or `<provider>/<model>`; it need be no candidate."),
        .init(
            path: "judge.max_usd", type: "USD", defaultValue: "1",
            meaning: "What one run may spend."),
        .init(
            path: "judge.rubric", type: "text or path", defaultValue: "the standard criteria",
            meaning: "What the judge looks at: the text itself, or a file that holds it."),
        .init(
            path: "judge.concurrency", type: "1 to 64", defaultValue: "4",
            meaning: "Calls that run at the same time."),
    ]
}
