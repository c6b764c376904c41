#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A point in time as a loop counts it: nanoseconds of a clock that runs on while the machine sleeps.
///
/// A loop compares several of them for every call; `ContinuousClock` would do that with 128-bit arithmetic.
package struct LoopInstant: Comparable, Sendable {
    /// Nanoseconds since some beginning.
    package let nanoseconds: Int64

    /// Makes an instant.
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Later than everything.
    package static let never = LoopInstant(nanoseconds: .max)

    /// The current time.
    package static var now: LoopInstant {
        var time = timespec()
        #if os(Linux)
            clock_gettime(CLOCK_BOOTTIME, &time)
        #else
            clock_gettime(CLOCK_MONOTONIC, &time)
        #endif
        return LoopInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// So many nanoseconds later; ``never`` if that cannot be written.
    package func advanced(byNanoseconds amount: Int64) -> LoopInstant {
        let (sum, overflows) = nanoseconds.addingReportingOverflow(amount)
        return overflows ? .never : LoopInstant(nanoseconds: sum)
    }

    /// Whole milliseconds until another instant, rounded up; 0 if it has passed.
    package func milliseconds(until other: LoopInstant) -> Int32 {
        guard other > self else { return 0 }
        let (difference, overflows) = other.nanoseconds.subtractingReportingOverflow(nanoseconds)
        return overflows ? .max : Int32(clamping: (difference - 1) / 1_000_000 + 1)
    }

    /// Whether one is earlier than the other.
    package static func < (left: LoopInstant, right: LoopInstant) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension Duration {
    /// For ``LoopInstant``: the largest number for what does not fit.
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds < Int64.max / 1_000_000_000 - 1 else { return .max }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
