import Foundation
import RouterCore
import RouterEngine
import Testing

@Suite("Spend ledger")
struct SpendLedgerTests {
    private static func date(_ month: Int, _ day: Int, hour: Double = 12) -> Date {
        UTCCalendar.start(ofDay: UTCCalendar.day(year: 2026, month: month, day: day)).addingTimeInterval(hour * 3600)
    }

    private let noon = date(11, 29)

    private func expect(
        _ ledger: SpendLedger, _ scope: SpendScope, at now: Date, day: Double, month: Double,
        location: SourceLocation = #_sourceLocation
    ) {
        let spent = ledger.spent(scope, now: now)
        #expect(spent.dayUSD == day, sourceLocation: location)
        #expect(spent.monthUSD == month, sourceLocation: location)
    }

    @Test("spend is summed by key and in total; requests without a key count in total only")
    func sums() {
        let ledger = SpendLedger([], now: noon)
        ledger.add(1, clientKey: "alice", at: noon)
        ledger.add(2, clientKey: "bob", at: noon)
        ledger.add(4, clientKey: nil, at: noon)
        for nothing in [nil, 0, -3, .nan, .infinity] as [Double?] { ledger.add(nothing, clientKey: "bob", at: noon) }
        expect(ledger, .clientKey("alice"), at: noon, day: 1, month: 1)
        expect(ledger, .clientKey("bob"), at: noon, day: 2, month: 2)
        expect(ledger, .clientKey("carol"), at: noon, day: 0, month: 0)
        expect(ledger, .total, at: noon, day: 7, month: 7)
    }

    @Test("history counts for its day and month")
    func history() {
        let today = UTCCalendar.day(of: noon)
        let history = [(0, 1.0), (-1, 2), (-28, 4), (-29, 8), (1, 16)].map {
            DailySpend(clientKey: "alice", day: today + $0.0, costUSD: $0.1)
        }
        let ledger = SpendLedger(history + [DailySpend(clientKey: nil, day: today, costUSD: 32)], now: noon)
        // Tomorrow's, by a clock that was set back, is in this month.
        expect(ledger, .clientKey("alice"), at: noon, day: 1, month: 23)
        expect(ledger, .total, at: noon, day: 33, month: 55)
    }

    @Test("a new day and a new month begin by themselves")
    func rollover() {
        let ledger = SpendLedger([], now: noon)
        ledger.add(1, clientKey: "alice", at: noon)
        expect(ledger, .clientKey("alice"), at: Self.date(11, 29, hour: 23.999), day: 1, month: 1)
        expect(ledger, .clientKey("alice"), at: Self.date(11, 30, hour: 0), day: 0, month: 1)
        ledger.add(2, clientKey: "alice", at: Self.date(11, 30))
        expect(ledger, .total, at: Self.date(11, 30), day: 2, month: 3)
        expect(ledger, .total, at: Self.date(12, 1, hour: 0), day: 0, month: 0)
        expect(ledger, .clientKey("alice"), at: Self.date(12, 1, hour: 0), day: 0, month: 0)
    }

    @Test("what ended before midnight and is added after it counts for the month, or no more at all")
    func late() {
        let ledger = SpendLedger([], now: Self.date(11, 30, hour: 0.1))
        ledger.add(1, clientKey: "alice", at: Self.date(11, 29, hour: 23.9))
        expect(ledger, .clientKey("alice"), at: Self.date(11, 30), day: 0, month: 1)
        expect(ledger, .clientKey("alice"), at: Self.date(12, 1), day: 0, month: 0)
        ledger.add(1, clientKey: "alice", at: Self.date(11, 30, hour: 23.9))
        expect(ledger, .clientKey("alice"), at: Self.date(12, 1), day: 0, month: 0)
    }

    @Test("a budget is exceeded once it is spent, and says whose, which, how much and until when")
    func budget() throws {
        let ledger = SpendLedger([], now: noon)
        ledger.add(0.5, clientKey: "alice", at: noon)
        let key = SpendScope.clientKey("alice")
        #expect(ledger.exceeded(Budget(), key, now: noon) == nil)
        #expect(ledger.exceeded(Budget(usdPerDay: 0.51, usdPerMonth: 0.51), key, now: noon) == nil)
        let day = try #require(ledger.exceeded(Budget(usdPerDay: 0.5, usdPerMonth: 9), key, now: noon))
        #expect(day.scope == key && day.period == .day && day.limitUSD == 0.5 && day.spentUSD == 0.5)
        #expect(day.resetsAt == Self.date(11, 30, hour: 0))
        let month = try #require(ledger.exceeded(Budget(usdPerDay: 0.1, usdPerMonth: 0.2), .total, now: noon))
        #expect(month.scope == .total && month.period == .month && month.limitUSD == 0.2)
        #expect(month.resetsAt == Self.date(12, 1, hour: 0))
        #expect(ledger.exceeded(Budget(usdPerDay: 0.5), key, now: Self.date(11, 30)) == nil)
        #expect(ledger.exceeded(Budget(usdPerMonth: 0), .clientKey("carol"), now: noon)?.limitUSD == 0)
    }
}
