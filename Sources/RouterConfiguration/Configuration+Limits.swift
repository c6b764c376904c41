extension Configuration {
    /// How often and how long failed calls are repeated.
    package struct Retries: Sendable, Hashable {
        /// Further rounds over the candidates of a request after the first one, 0 to 5.
        package var rounds = 1
        /// All waits of a request together; an upstream that asks for more is not asked again.
        package var maxWait = Duration.seconds(3)
    }

    /// When an upstream is left alone for a while.
    package struct Breaker: Sendable, Hashable {
        /// Failures in a row after which it is left alone.
        package var failures = 5
        /// How long it is left alone.
        package var cooldown = Duration.seconds(30)
    }

    /// How conversations stay with the candidate that knows them.
    package struct Sessions: Sendable, Hashable {
        /// Whether they stay at all.
        package var isEnabled = true
        /// Time without a request after which a conversation is forgotten.
        package var idle = Duration.seconds(600)
        /// How far below the best utility the candidate of a conversation may lie and still be kept, 0 to 1.
        package var reach = 0.02
    }

    /// What may be spent; `nil` = no limit.
    package struct Budget: Sendable, Hashable {
        /// USD per day.
        package var usdPerDay: Double?
        /// USD per month.
        package var usdPerMonth: Double?
    }
}
