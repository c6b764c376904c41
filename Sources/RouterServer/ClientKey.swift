package import RouterCore

/// What a client's key allows.
package struct ClientKey: Sendable, Hashable {
    /// What logs, metrics and budgets call it; never the key itself.
    package let name: String
    /// Only candidates that fit one of these; `nil` = all.
    package let permitted: [CandidatePattern]?
    /// USD that it may spend per day; `nil` = no limit.
    package let usdPerDay: Double?
    /// USD that it may spend per month; `nil` = no limit.
    package let usdPerMonth: Double?

    /// Keeps the values.
    package init(
        name: String, permitted: [CandidatePattern]? = nil, usdPerDay: Double? = nil, usdPerMonth: Double? = nil
    ) {
        self.name = name
        self.permitted = permitted
        self.usdPerDay = usdPerDay
        self.usdPerMonth = usdPerMonth
    }
}
