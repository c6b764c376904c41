package import Foundation

/// Reads the header `Retry-After`.
///
/// - SeeAlso: RFC 9110, sections 5.6.7 and 10.2.3.
package enum RetryAfter {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The pause that a header asks for.
    ///
    /// - Parameters:
    ///   - value: seconds, a fraction is allowed, or a date in one of HTTP's three forms.
    ///   - now: what a date is compared with.
    /// - Returns: at least zero and at most a day; `nil` = the value cannot be read.
    package static func pause(_ value: some StringProtocol, now: Date) -> Duration? {
        let text = value.trimmingCharacters(in: .whitespaces)
        let seconds: Double
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) {
            guard let number = Double(text) else { return nil }
            seconds = number
        } else {
            guard let date = secondsSince1970(httpDate: text, now: now) else { return nil }
            seconds = Double(date) - now.timeIntervalSince1970
        }
        return .seconds(min(max(seconds, 0), 86_400))
    }

    /// The time of a date of HTTP; `nil` = it is none.
    private static func secondsSince1970(httpDate: String, now: Date) -> Int? {
        let fields = httpDate.split { " ,-:".contains($0) }
        // `Sun, 06 Nov 1994 08:49:37 GMT` and `Sunday, 06-Nov-94 08:49:37 GMT`, or `Sun Nov  6 08:49:37 1994`.
        let isModern = fields.count == 8 && fields[7] == "GMT"
        guard isModern || fields.count == 7 else { return nil }
        let time = isModern ? fields[4...6] : fields[3...5]
        let numbers = time.compactMap { Int($0) }
        guard let month = months.firstIndex(of: String(fields[isModern ? 2 : 1])),
            let day = Int(fields[isModern ? 1 : 2]), (1...31).contains(day),
            let written = Int(fields[isModern ? 3 : 6]), (0...9999).contains(written),
            numbers.count == 3, (0..<24).contains(numbers[0]), (0..<60).contains(numbers[1]),
            (0...60).contains(numbers[2])
        else { return nil }
        var year = written
        if isModern, fields[3].utf8.count == 2 {
            let thisYear = UTCCalendar.date(ofDay: UTCCalendar.day(of: now)).year
            year += thisYear / 100 * 100
            if year > thisYear + 50 { year -= 100 }
            if year <= thisYear - 50 { year += 100 }
        }
        let midnight = UTCCalendar.day(year: year, month: month + 1, day: day) * 86_400
        return midnight + numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
    }
}
