package import Foundation
package import RouterModel
import Synchronization

/// The most that exploring may lose on one day, in expectation, and what it has lost so far; days are those of UTC and
/// begin anew by themselves.
///
/// A request is charged before its draw with what the policy is expected to lose on it, whatever it then draws. One for
/// which too little is left is decided greedily, with propensity 1, while a cheaper one may still be explored. Nothing
/// is ever given back, so a day's expected regret never exceeds the cap.
///
/// It lives as long as the engine and not in the decision maker, which is a value that gets swapped; a restart begins
/// the day anew.
package final class ExplorationBudget: Sendable {
    /// What exploring has come to on one day.
    package struct Account: Sendable, Hashable {
        /// The day in UTC, as days since 1970-01-01.
        package var day: Int
        /// Expected regret in utility.
        package var regret = 0.0
        /// The same in USD, of requests whose dial gives quality a price.
        package var regretUSD = 0.0
        /// Requests that were charged.
        package var chargedCount = 0
        /// Requests that were not explored because too little was left.
        package var refusedCount = 0
    }

    /// Expected regret a day, in utility; infinite = no cap.
    package let maxRegretPerDay: Double
    private let account = Mutex(Account(day: .min))

    /// A budget of which nothing is used.
    ///
    /// - Precondition: the cap is not negative.
    package init(maxRegretPerDay: Double = .infinity) {
        precondition(maxRegretPerDay >= 0, "a cap of \(maxRegretPerDay) is negative")
        self.maxRegretPerDay = maxRegretPerDay
    }

    /// Charges a request, if enough is left.
    ///
    /// - Parameters:
    ///   - regret: what exploring is expected to lose on it.
    ///   - date: when it came.
    /// - Returns: whether it may be explored.
    package func charge(_ regret: ExpectedRegret, at date: Date) -> Bool {
        account.withLock { account in
            Self.advance(&account, to: date)
            guard account.regret + regret.utility <= maxRegretPerDay else {
                account.refusedCount += 1
                return false
            }
            account.regret += regret.utility
            account.regretUSD += regret.usd ?? 0
            account.chargedCount += 1
            return true
        }
    }

    /// Whether a request could be charged, without charging it.
    package func allows(_ regret: ExpectedRegret, at date: Date) -> Bool {
        account(at: date).regret + regret.utility <= maxRegretPerDay
    }

    /// What exploring has come to on the day of a time.
    package func account(at date: Date) -> Account {
        account.withLock { account in
            Self.advance(&account, to: date)
            return account
        }
    }

    /// Begins a new day; times of an earlier one, from requests under way at midnight, count as of the current one.
    private static func advance(_ account: inout Account, to date: Date) {
        let day = UTCCalendar.day(of: date)
        if day > account.day { account = Account(day: day) }
    }
}
