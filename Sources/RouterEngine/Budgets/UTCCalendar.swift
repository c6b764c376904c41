package import Foundation

/// Days and months in UTC by plain arithmetic, without a calendar's locale and time zone.
///
/// - SeeAlso: Hinnant (2021), "chrono-Compatible Low-Level Date Algorithms", `days_from_civil` and `civil_from_days`.
package enum UTCCalendar {
    /// Days since 1970-01-01 of a time.
    package static func day(of date: Date) -> Int { Int((date.timeIntervalSince1970 / 86_400).rounded(.down)) }

    /// The midnight with which a day begins.
    package static func start(ofDay day: Int) -> Date { Date(timeIntervalSince1970: Double(day) * 86_400) }

    /// Days since 1970-01-01 of a date of the Gregorian calendar.
    ///
    /// - Parameters:
    ///   - year: any.
    ///   - month: 1…12.
    ///   - day: 1…31; days past the month's end run into the next one.
    /// - Returns: negative before 1970.
    package static func day(year: Int, month: Int, day: Int) -> Int {
        // Years begin in March here, so that the leap day is the last one.
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date of a day since 1970-01-01.
    package static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// The days of the calendar month that a day lies in.
    package static func month(aroundDay day: Int) -> Range<Int> {
        let (year, month, _) = date(ofDay: day)
        let next = month == 12 ? (year: year + 1, month: 1) : (year: year, month: month + 1)
        return self.day(year: year, month: month, day: 1)..<self.day(year: next.year, month: next.month, day: 1)
    }
}
