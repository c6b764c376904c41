/// Histograms of one quantity, one a series; a pure value.
struct Histogram: Sendable {
    /// Upper ends of the buckets, rising; above the last one there is one more bucket.
    let bounds: [Double]

    private var counts: [Int]
    private var sums: [Double]

    /// Empty histograms.
    init(bounds: [Double], seriesCount: Int = 1) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: seriesCount * (bounds.count + 1))
        sums = Array(repeating: 0, count: seriesCount)
    }

    /// Counts a value; one that is no number is left out.
    mutating func add(_ value: Double, series: Int = 0) {
        guard value.isFinite else { return }
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        counts[series * (bounds.count + 1) + bucket] += 1
        sums[series] += value
    }

    /// How many values are at most as large as each bound, at last all; shape (bounds + 1).
    func cumulative(series: Int = 0) -> [Int] {
        var sum = 0
        return counts[series * (bounds.count + 1)..<(series + 1) * (bounds.count + 1)].map {
            sum += $0
            return sum
        }
    }

    /// The sum of all values of a series.
    func sum(series: Int = 0) -> Double { sums[series] }
}
