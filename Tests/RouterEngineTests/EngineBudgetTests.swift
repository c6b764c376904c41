import Foundation
import RouterCore
import RouterEngine
import RouterTesting
import RouterWire
import Testing

@Suite("Budgets")
struct EngineBudgetTests {
    private static let today = UTCCalendar.day(of: Date())
    private static let dear = ScriptedReply.chatCompletion(promptTokens: 1_000_000, completionTokens: 0)

    @Test("a key that has spent its day gets no reply, others do, and nothing is sent or logged")
    func perKey() async throws {
        let fixture = try EngineFixture(["strong": Self.dear])
        let caller = Caller(keyName: "team", budget: Budget(usdPerDay: 1.5))
        for _ in 0..<2 { #expect(try await fixture.ask(for: caller).status == 200) }
        let error = await #expect(throws: EngineError.self) { try await fixture.ask(for: caller) }
        #expect(error?.code == .budgetExceeded && error?.exclusions.isEmpty == true)
        let text = try #require(error?.description)
        #expect(text.contains("1.5 USD a day") && text.contains("'team'") && text.contains("T00:00:00Z"))
        #expect(fixture.upstreams["strong"]?.counters.requests == 2 && fixture.store.records.decisions.count == 2)
        for other in [Caller(keyName: "other", budget: Budget(usdPerDay: 1.5)), Caller(keyName: "team"), Caller()] {
            #expect(try await fixture.ask(for: other).status == 200)
        }
    }

    @Test("what the log holds of the month counts, for the key and for all together")
    func history() async throws {
        let spend = [DailySpend(clientKey: "team", day: Self.today, costUSD: 3)]
        let fixture = try EngineFixture(
            ["strong": .chatCompletion()], budget: Budget(usdPerMonth: 4), spend: spend)
        #expect(try await fixture.ask(for: Caller(keyName: "team", budget: Budget(usdPerMonth: 5))).status == 200)
        await #expect(throws: EngineError.self) {
            try await fixture.ask(for: Caller(keyName: "team", budget: Budget(usdPerMonth: 3)))
        }
        fixture.services.spend.add(1, clientKey: "other", at: Date())
        let error = await #expect(throws: EngineError.self) { try await fixture.ask() }
        #expect(error?.code == .budgetExceeded && error?.description.contains("all keys together") == true)
    }

    @Test("a limit of nothing lets nobody through, and failed calls cost nothing")
    func limits() async throws {
        let closed = try EngineFixture(["strong": .chatCompletion()], budget: Budget(usdPerDay: 0))
        await #expect(throws: EngineError.self) { try await closed.ask() }
        let failing = try EngineFixture(["strong": .chatError(500)], budget: Budget(usdPerDay: 0.000_001))
        for _ in 0..<2 { #expect(try await failing.ask("strong").status == 500) }
    }

    @Test("a decision alone is free")
    func decisions() throws {
        let fixture = try EngineFixture(budget: Budget(usdPerDay: 0))
        let request = try ChatRequest(body: Array(EngineFixture.body().utf8))
        #expect(try fixture.engine.decide(request, for: Caller()).choice == "strong")
    }
}
