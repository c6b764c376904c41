package import Foundation
package import RouterCore
import Synchronization

/// What was spent today and this month, by client key and in total; days and months are those of UTC and begin anew by
/// themselves.
///
/// A reply is paid for when it has ended: requests that run at the same time may pass a limit together.
package final class SpendLedger: Sendable {
    private let state: Mutex<SpendState>

    /// A ledger that goes on from what the log holds.
    ///
    /// - Parameters:
    ///   - history: spend by key and day; days outside of the current month are left out.
    ///   - now: the time.
    package init(_ history: [DailySpend], now: Date) {
        var state = SpendState(day: UTCCalendar.day(of: now))
        for entry in history { state.add(entry.costUSD, clientKey: entry.clientKey, day: entry.day) }
        self.state = Mutex(state)
    }

    /// Adds what a reply has cost.
    ///
    /// - Parameters:
    ///   - costUSD: USD; `nil` = unknown, which counts nothing.
    ///   - clientKey: the name of the key that the client has sent; `nil` = none.
    ///   - date: when the reply ended.
    package func add(_ costUSD: Double?, clientKey: String?, at date: Date) {
        guard let costUSD, costUSD > 0 else { return }
        let day = UTCCalendar.day(of: date)
        state.withLock { state in
            state.advance(to: day)
            state.add(costUSD, clientKey: clientKey, day: day)
        }
    }

    /// What was spent on the current day and in the current month, in USD.
    package func spent(_ scope: SpendScope, now: Date) -> (dayUSD: Double, monthUSD: Double) {
        state.withLock { state in
            state.advance(to: UTCCalendar.day(of: now))
            return (state[scope].day, state[scope].month)
        }
    }

    /// The limit that is reached; if both are, the one that holds for longer.
    ///
    /// - Parameters:
    ///   - budget: the limits; a limit of zero is always reached.
    ///   - scope: whose spending counts.
    ///   - now: the time.
    /// - Returns: `nil` = there is something left.
    package func exceeded(_ budget: Budget, _ scope: SpendScope, now: Date) -> ExceededBudget? {
        guard budget.usdPerDay != nil || budget.usdPerMonth != nil else { return nil }
        return state.withLock { state in
            state.advance(to: UTCCalendar.day(of: now))
            let spend = state[scope]
            if let limit = budget.usdPerMonth, spend.month >= limit {
                return ExceededBudget(
                    scope: scope, period: .month, limitUSD: limit, spentUSD: spend.month,
                    resetsAt: UTCCalendar.start(ofDay: state.month.upperBound))
            }
            if let limit = budget.usdPerDay, spend.day >= limit {
                return ExceededBudget(
                    scope: scope, period: .day, limitUSD: limit, spentUSD: spend.day,
                    resetsAt: UTCCalendar.start(ofDay: state.day + 1))
            }
            return nil
        }
    }
}
