/// Estimated against observed quality, in 15 bins of equal width over [0, 1].
///
/// - SeeAlso: Guo, Pleiss, Sun & Weinberger (2017), "On Calibration of Modern Neural Networks", ICML.
package struct ReliabilityBins: Sendable, Hashable {
    /// Estimates of a range of qualities.
    package struct Bin: Sendable, Hashable {
        /// Lower end; estimates at it belong to the bin.
        package let low: Double
        /// Upper end; estimates at it belong to the next bin, but for the last one.
        package let high: Double
        /// Estimates in the bin.
        package let count: Int
        /// Their mean; `nil` = there are none.
        package let meanQuality: Double?
        /// The mean score that they predicted; `nil` = there are none.
        package let meanScore: Double?
    }

    /// Number of bins.
    package static let binCount = 15

    /// From 0 to 1.
    package let bins: [Bin]

    /// Sorts estimates into bins.
    ///
    /// - Parameters:
    ///   - qualities: estimates; those outside [0, 1] go into the first or last bin.
    ///   - scores: true scores, same length.
    package init(qualities: [Double], scores: [Double]) {
        precondition(qualities.count == scores.count, "\(qualities.count) estimates, \(scores.count) scores")
        let count = Self.binCount
        var counts = [Int](repeating: 0, count: count)
        var (qualitySums, scoreSums) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        for (quality, score) in zip(qualities, scores) {
            let bin = Int(min(Double(count - 1), max(0, quality * Double(count))))
            counts[bin] += 1
            qualitySums[bin] += quality
            scoreSums[bin] += score
        }
        bins = (0..<count).map { bin in
            let total = Double(counts[bin])
            return Bin(
                low: Double(bin) / Double(count), high: Double(bin + 1) / Double(count), count: counts[bin],
                meanQuality: total > 0 ? qualitySums[bin] / total : nil,
                meanScore: total > 0 ? scoreSums[bin] / total : nil)
        }
    }

    /// Expected calibration error: the bins' |mean estimate − mean score|, weighted by their counts; 0 to 1.
    package var calibrationError: Double {
        let total = bins.reduce(0) { $0 + $1.count }
        guard total > 0 else { return 0 }
        return bins.reduce(0) { sum, bin in
            guard let quality = bin.meanQuality, let score = bin.meanScore else { return sum }
            return sum + abs(quality - score) * Double(bin.count) / Double(total)
        }
    }
}
