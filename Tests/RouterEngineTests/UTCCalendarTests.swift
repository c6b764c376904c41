import Foundation
import RouterEngine
import Testing

@Suite("UTC calendar")
struct UTCCalendarTests {
    @Test("days and dates agree with Foundation's calendar, leap years and centuries included")
    func agreesWithFoundation() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "GMT"))
        for day in stride(from: -30_000, through: 100_000, by: 97) {
            let (year, month, dayOfMonth) = UTCCalendar.date(ofDay: day)
            let parts = calendar.dateComponents([.year, .month, .day], from: UTCCalendar.start(ofDay: day))
            #expect([parts.year, parts.month, parts.day] == [year, month, dayOfMonth], "day \(day)")
            #expect(UTCCalendar.day(year: year, month: month, day: dayOfMonth) == day)
        }
    }

    @Test("a day ends with its last moment, also before 1970")
    func days() {
        #expect(UTCCalendar.day(of: Date(timeIntervalSince1970: 86_399.999)) == 0)
        #expect(UTCCalendar.day(of: Date(timeIntervalSince1970: 86_400)) == 1)
        #expect(UTCCalendar.day(of: Date(timeIntervalSince1970: -0.001)) == -1)
    }

    @Test(
        "months have their lengths",
        arguments: [(2024, 2, 29), (2026, 2, 28), (2026, 11, 30), (2026, 12, 31), (2000, 2, 29), (1900, 2, 28)])
    func months(year: Int, month: Int, length: Int) {
        let first = UTCCalendar.day(year: year, month: month, day: 1)
        for day in [first, first + length - 1] {
            #expect(UTCCalendar.month(aroundDay: day) == first..<first + length)
        }
    }
}
