import ArgumentParser
import Foundation

/// A time on the command line: a date such as `2026-11-01`, a date and time in ISO 8601, or an age such as `7d` or `12h`.
struct PointInTime: ExpressibleByArgument, Sendable, Hashable {
    /// The time.
    let date: Date

    /// Reads a time, `nil` = it is none; ages count back from now.
    init?(argument: String) { self.init(argument, now: Date()) }

    /// Reads a time as seen from another one.
    init?(_ text: String, now: Date) {
        if let match = text.wholeMatch(of: /([0-9]{1,6})([dhm])/), let count = Double(match.1) {
            let seconds: Double =
                switch match.2 {
                case "d": 86_400
                case "h": 3600
                default: 60
                }
            date = now.addingTimeInterval(-count * seconds)
        } else if let day = try? Date(text, strategy: .iso8601.year().month().day()), text.utf8.count == 10 {
            date = day
        } else if let time = try? Date(text, strategy: .iso8601) {
            date = time
        } else {
            return nil
        }
    }
}
