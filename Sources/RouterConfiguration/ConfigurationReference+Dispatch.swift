extension ConfigurationReference {
    /// How upstreams are called, and what that may cost.
    static let dispatchEntries: [Entry] = [
        .init(
            path: "timeouts", type: "mapping", defaultValue: "see below",
            meaning: "Limits for calls of upstreams."),
        .init(
            path: "timeouts.connect", type: "seconds", defaultValue: "5",
            meaning: "Until the connection stands."),
        .init(
            path: "timeouts.first_byte", type: "seconds", defaultValue: "120",
            meaning: "Until the reply begins."),
        .init(
            path: "timeouts.idle", type: "seconds", defaultValue: "60",
            meaning: "Between two pieces of the reply."),
        .init(
            path: "timeouts.total", type: "seconds", defaultValue: "600",
            meaning: "The whole call."),
        .init(
            path: "retries", type: "mapping", defaultValue: "see below",
            meaning: "How failed calls are repeated."),
        .init(
            path: "retries.rounds", type: "0 to 5", defaultValue: "1",
            meaning: "Further rounds over the candidates of a request."),
        .init(
            path: "retries.max_wait", type: "seconds", defaultValue: "3",
            meaning: "All waits of a request together; an upstream that asks for more is not asked again."),
        .init(
            path: "breaker", type: "mapping", defaultValue: "see below",
            meaning: "When a failing upstream is left alone."),
        .init(
            path: "breaker.failures", type: "1 to 1000", defaultValue: "5",
            meaning: "Failures in a row after which it is, or half of four times as many calls within 30 seconds."),
        .init(
            path: "breaker.cooldown", type: "seconds", defaultValue: "30",
            meaning: "How long it is."),
        .init(
            path: "budgets", type: "mapping", defaultValue: "none",
            meaning: "What all clients together may spend; then requests are answered with 402."),
        .init(
            path: "budgets.usd_per_day", type: "USD", defaultValue: "none",
            meaning: "Per day."),
        .init(
            path: "budgets.usd_per_month", type: "USD", defaultValue: "none",
            meaning: "Per month."),
    ]
}
