import RouterCore

/// A percentile interval.
package struct Interval: Sendable, Hashable {
    /// Lower end.
    package let low: Double
    /// Upper end.
    package let high: Double

    /// Keeps the ends.
    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }
}

/// Intervals of means by drawing prompts anew; assumes that prompts are independent of each other.
///
/// - SeeAlso: Efron & Tibshirani (1993), "An Introduction to the Bootstrap", chapter 13 (percentile intervals).
package enum Bootstrap {
    /// How often prompts are drawn anew.
    package static let resampleCount = 2_000

    /// 95 % intervals of the mean of each column; all columns see the same draws.
    ///
    /// - Parameters:
    ///   - columns: values per prompt, shape `(k)` of `(n)`, `n > 0`.
    ///   - seed: the same seed gives the same intervals.
    /// - Returns: shape `(k)`.
    /// - Complexity: O(2,000 · n · k).
    package static func meanIntervals(of columns: [[Double]], seed: UInt64) -> [Interval] {
        guard let count = columns.first?.count else { return [] }
        precondition(count > 0 && columns.allSatisfy { $0.count == count }, "columns of unequal or no length")
        // Prompt by prompt, so that a draw fetches one short run of memory.
        let width = columns.count
        let values = (0..<count).flatMap { row in columns.map { $0[row] } }
        var means = [[Double]](repeating: [], count: width)
        var random = SplitMix64(seed: seed)
        var sums = [Double](repeating: 0, count: width)
        for _ in 0..<resampleCount {
            for column in 0..<width { sums[column] = 0 }
            for _ in 0..<count {
                let row = Int(random.next().multipliedFullWidth(by: UInt64(count)).high)
                for column in 0..<width { sums[column] += values[row * width + column] }
            }
            for column in 0..<width { means[column].append(sums[column] / Double(count)) }
        }
        return means.map { sample in
            let sorted = sample.sorted()
            return Interval(low: percentile(0.025, of: sorted), high: percentile(0.975, of: sorted))
        }
    }

    /// A percentile of sorted values, interpolated linearly between neighbours.
    static func percentile(_ share: Double, of sorted: [Double]) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return sorted[below] }
        return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
    }
}
