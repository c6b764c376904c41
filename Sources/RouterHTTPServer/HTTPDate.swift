#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The time as HTTP writes it (RFC 9110, section 5.6.7), made anew once a second.
struct HTTPDate {
    private var second: time_t = -1
    private var bytes: [UInt8] = []

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The current time.
    mutating func now() -> [UInt8] {
        let now = time(nil)
        if now != second {
            second = now
            bytes = Self.bytes(of: now)
        }
        return bytes
    }

    /// A time in seconds since 1970, for example `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func bytes(of seconds: time_t) -> [UInt8] {
        var seconds = seconds
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)])"
        let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        return Array("\(day) \(Int(parts.tm_year) + 1900) \(clock) GMT".utf8)
    }
}
