package import Foundation

/// The most that may be spent; `nil` = no limit.
package struct Budget: Sendable, Hashable {
    /// USD on one day in UTC.
    package var usdPerDay: Double?
    /// USD in one calendar month in UTC.
    package var usdPerMonth: Double?

    /// Keeps the limits.
    package init(usdPerDay: Double? = nil, usdPerMonth: Double? = nil) {
        self.usdPerDay = usdPerDay
        self.usdPerMonth = usdPerMonth
    }
}

/// Whose spending is meant.
package enum SpendScope: Sendable, Hashable {
    /// That of one client key, by its name.
    case clientKey(String)
    /// That of everybody, requests without a key included.
    case total
}

/// A budget that is spent.
package struct ExceededBudget: Sendable, Hashable {
    /// How long a limit holds for.
    package enum Period: String, Sendable, Hashable {
        /// One day in UTC.
        case day
        /// One calendar month in UTC.
        case month
    }

    /// Whose budget it is.
    package let scope: SpendScope
    /// Which of its limits is reached.
    package let period: Period
    /// The limit in USD.
    package let limitUSD: Double
    /// What was spent in the period so far, in USD; may be above the limit, as replies under way are paid for.
    package let spentUSD: Double
    /// When the next period begins.
    package let resetsAt: Date
}
