extension ConfigurationReference {
    /// What is tried in order to learn, and what replies are worth.
    static let learningEntries: [Entry] = [
        .init(
            path: "exploration", type: "mapping", defaultValue: "see below",
            meaning: "How candidates are tried in order to learn about them."),
        .init(
            path: "exploration.policy", type: "none, epsilon_greedy, thompson", defaultValue: "none",
            meaning: "Never; now and then one drawn evenly; each as often as it may be the best."),
        .init(
            path: "exploration.epsilon", type: "0 to 1", defaultValue: "0.05",
            meaning: "Probability of a draw under `epsilon_greedy`."),
        .init(
            path: "exploration.newcomers", type: "0 to 1", defaultValue: "0.5",
            meaning: "Part of it that is kept for candidates without outcomes of their own, while there are any."),
        .init(
            path: "exploration.floor", type: "0 to 0.5", defaultValue: "0.01",
            meaning: "Smallest probability of a candidate within reach under `thompson`."),
        .init(
            path: "exploration.scale", type: "0.001 to 10", defaultValue: "1.0",
            meaning: "What standard deviations are multiplied with under `thompson`."),
        .init(
            path: "exploration.max_regret", type: "utility", defaultValue: "0.3",
            meaning: "How far a candidate may be expected to be behind the best and still be tried."),
        .init(
            path: "exploration.max_regret_per_day", type: "utility", defaultValue: "10.0",
            meaning: "What trying may lose in a day (UTC), in expectation; 1 is a useless reply for a perfect one."),
        .init(
            path: "rewards", type: "mapping", defaultValue: "see below",
            meaning: "What makes up the reward that is learned from."),
        .init(
            path: "rewards.feedback", type: "0 to 1000", defaultValue: "8.0",
            meaning: "Weight of what people and programs say of a reply."),
        .init(
            path: "rewards.judge", type: "0 to 1000", defaultValue: "4.0",
            meaning: "Weight of what a judge model says."),
        .init(
            path: "rewards.observation", type: "0 to 1000", defaultValue: "1.0",
            meaning: "Weight of what the router itself sees; 0 = replies of which nobody said anything teach nothing."),
        .init(
            path: "rewards.signals", type: "mapping", defaultValue: "see below",
            meaning: "What each sign of trouble takes away; off = it is not looked for."),
        .init(
            path: "rewards.signals.answered", type: "0 to 1, off", defaultValue: "1.0",
            meaning: "Nobody has answered."),
        .init(
            path: "rewards.signals.invalid_json", type: "0 to 1, off", defaultValue: "0.9",
            meaning: "JSON was asked for and the reply is none, or lacks members that the schema requires."),
        .init(
            path: "rewards.signals.invalid_tool_call", type: "0 to 1, off", defaultValue: "0.9",
            meaning: "The arguments of a tool call are no JSON object."),
        .init(
            path: "rewards.signals.empty", type: "0 to 1, off", defaultValue: "0.9",
            meaning: "No text and no call."),
        .init(
            path: "rewards.signals.refusal", type: "0 to 1, off", defaultValue: "0.7",
            meaning: "The reply declines to do what was asked."),
        .init(
            path: "rewards.signals.regenerated", type: "0 to 1, off", defaultValue: "0.6",
            meaning: "The same client has sent the same prompt again within a minute of the reply."),
        .init(
            path: "rewards.signals.cut_off", type: "0 to 1, off", defaultValue: "0.3",
            meaning: "The reply was too long, unless the client itself allows fewer than 512 tokens."),
    ]
}
