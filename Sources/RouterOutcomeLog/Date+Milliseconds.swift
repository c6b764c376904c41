import Foundation

extension Date {
    /// Milliseconds since 1970 in UTC, rounded; dates that no 64 bits hold are the nearest that they do.
    var millisecondsSince1970: Int64 {
        Int64(exactly: (timeIntervalSince1970 * 1000).rounded()) ?? (timeIntervalSince1970 < 0 ? .min : .max)
    }

    /// The date of so many milliseconds since 1970 in UTC.
    init(millisecondsSince1970 milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}

extension Int64 {
    /// Milliseconds since 1970 as whole days in UTC, rounded down.
    var daysSince1970: Int64 {
        let (days, rest) = quotientAndRemainder(dividingBy: .millisecondsPerDay)
        return rest < 0 ? days - 1 : days
    }

    /// Milliseconds of a day in UTC, which knows no leap seconds.
    static var millisecondsPerDay: Int64 { 86_400_000 }
}
