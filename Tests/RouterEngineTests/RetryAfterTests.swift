import Foundation
import RouterEngine
import Testing

@Suite("Retry-After")
struct RetryAfterTests {
    // Sun, 06 Nov 1994 08:49:37 GMT.
    private let now = Date(timeIntervalSince1970: 784_111_777)

    @Test(
        "seconds and all three forms of a date are read",
        arguments: [
            ("0", 0), ("7", 7), (" 120 ", 120), ("1.5", 1.5), ("99999999999999999999", 86_400),
            ("Sun, 06 Nov 1994 08:50:37 GMT", 60), ("Sunday, 06-Nov-94 08:50:37 GMT", 60),
            ("Sun Nov  6 08:50:37 1994", 60), ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
            ("Mon, 07 Nov 1994 00:00:00 GMT", 54_623),
            ("Wed, 01 Jan 2094 00:00:00 GMT", 86_400),
        ])
    func accepted(value: String, seconds: Double) {
        #expect(RetryAfter.pause(value, now: now) == .seconds(seconds))
    }

    @Test("a year of two digits is the nearest one, at most fifty years ahead")
    func shortYear() {
        let newYear = Date(timeIntervalSince1970: 946_684_800)
        #expect(RetryAfter.pause("Saturday, 01-Jan-00 00:00:00 GMT", now: newYear - 10) == .seconds(10))
        #expect(RetryAfter.pause("Friday, 31-Dec-99 23:59:59 GMT", now: newYear) == .zero)
        #expect(RetryAfter.pause("Friday, 31-Dec-60 23:59:59 GMT", now: newYear) == .zero)
        #expect(RetryAfter.pause("Friday, 31-Dec-50 23:59:59 GMT", now: newYear) == .seconds(86_400))
    }

    @Test(
        "anything else is nothing",
        arguments: [
            "", " ", "-1", "soon", "1e3", "0x10", "1.2.3", "nan", "Sun, 06 Nov 1994 08:50:37 CET",
            "Sun, 32 Nov 1994 08:50:37 GMT", "Sun, 06 Now 1994 08:50:37 GMT", "Sun, 06 Nov 1994 24:50:37 GMT",
            "Sun, 06 Nov 1994 08:50 GMT", "Sun, 06 Nov 99999999999999999999 08:50:37 GMT",
        ])
    func rejected(value: String) { #expect(RetryAfter.pause(value, now: now) == nil) }
}
