import Foundation

extension ExplorationBudget {
    /// Writes what exploring has come to today, and the cap where there is one.
    func write(to writer: inout ExpositionWriter, now: Date) {
        let account = account(at: now)
        writer.begin(
            "autorouter_exploration_regret_today", .gauge,
            "Utility that exploring is expected to have lost today (UTC), against not exploring.")
        writer.sample([], account.regret)
        writer.begin(
            "autorouter_exploration_regret_usd_today", .gauge, "The same in USD at each request's exchange rate.")
        writer.sample([], account.regretUSD)
        writer.begin(
            "autorouter_exploration_refused_today", .gauge,
            "Requests of today (UTC) that were not explored because the cap was reached.")
        writer.sample([], account.refusedCount)
        guard maxRegretPerDay < .infinity else { return }
        writer.begin("autorouter_exploration_max_regret_per_day", .gauge, "The cap on the utility lost in a day.")
        writer.sample([], maxRegretPerDay)
    }
}
