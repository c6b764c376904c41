/// What remains of many timings: percentiles and the mean, in microseconds.
struct LatencySummary: Equatable {
    /// The median.
    let p50: Double
    let p95: Double
    let p99: Double
    let mean: Double
    /// How many timings there were.
    let count: Int

    /// Summarises timings.
    ///
    /// A percentile is the nearest rank: the smallest timing that at least this share of all does not exceed.
    ///
    /// - Parameter nanoseconds: at least one timing, in any order.
    init(nanoseconds: [UInt64]) {
        precondition(!nanoseconds.isEmpty, "no timings")
        let sorted = nanoseconds.sorted()
        func percentile(_ percent: Int) -> Double {
            Double(sorted[(sorted.count * percent + 99) / 100 - 1]) / 1000
        }
        p50 = percentile(50)
        p95 = percentile(95)
        p99 = percentile(99)
        mean = sorted.reduce(0) { $0 + Double($1) } / Double(sorted.count) / 1000
        count = sorted.count
    }
}
