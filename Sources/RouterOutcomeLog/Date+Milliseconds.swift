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
