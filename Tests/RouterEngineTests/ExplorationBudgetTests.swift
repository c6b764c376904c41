import Foundation
import RouterEngine
import RouterModel
import Testing

@Suite("What exploring may lose")
struct ExplorationBudgetTests {
    private static let noon = Date(timeIntervalSince1970: 20_000 * 86_400 + 43_200)

    private func regret(_ utility: Double) -> ExpectedRegret { ExpectedRegret(utility: utility, usd: utility / 10) }

    @Test("a day's expected regret never exceeds the cap, and a cheaper request still fits")
    func cap() {
        let budget = ExplorationBudget(maxRegretPerDay: 0.5)
        let charged = [0.25, 0.125, 0.25, 0.125, 0.01].map { budget.charge(regret($0), at: Self.noon) }
        #expect(charged == [true, true, false, true, false])
        let account = budget.account(at: Self.noon)
        #expect(account.regret == 0.5 && account.chargedCount == 3 && account.refusedCount == 2)
        #expect(abs(account.regretUSD - 0.05) < 1e-15)
        #expect(budget.charge(regret(0), at: Self.noon))
    }

    @Test("each day in UTC begins anew, and late requests of the day before count for the new one")
    func days() {
        let budget = ExplorationBudget(maxRegretPerDay: 1)
        #expect(budget.charge(regret(1), at: Self.noon) && !budget.charge(regret(0.1), at: Self.noon))
        let tomorrow = Self.noon.addingTimeInterval(43_200)
        #expect(budget.charge(regret(0.75), at: tomorrow))
        #expect(!budget.charge(regret(0.5), at: Self.noon))
        #expect(budget.account(at: tomorrow).regret == 0.75)
    }

    @Test("asking charges nothing")
    func asking() {
        let budget = ExplorationBudget(maxRegretPerDay: 1)
        for _ in 0..<3 { #expect(budget.allows(regret(0.6), at: Self.noon)) }
        #expect(budget.charge(regret(0.6), at: Self.noon) && !budget.allows(regret(0.6), at: Self.noon))
        #expect(budget.account(at: Self.noon).refusedCount == 0)
    }

    @Test("requests that run at the same time do not pass the cap together")
    func concurrent() async {
        let budget = ExplorationBudget(maxRegretPerDay: 8)
        let count = await withTaskGroup(of: Bool.self) { tasks in
            for _ in 0..<64 { tasks.addTask { budget.charge(regret(0.25), at: Self.noon) } }
            return await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(count == 32 && budget.account(at: Self.noon).regret == 8)
    }
}
