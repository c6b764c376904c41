import RouterCore
import RouterNumerics

extension Bootstrap {
    /// More rows than this are averaged in blocks before they are drawn anew.
    static let blockCount = 2_000

    /// What studentised means `(mean* − mean) / standard error*` of samples drawn anew reach on either side.
    ///
    /// Unlike percentiles of means these follow the skewness of the data. Rows beyond 2,000 are averaged in blocks of
    /// neighbours first, which leaves the distribution of the mean as it is and bounds the work.
    ///
    /// - Parameters:
    ///   - columns: values by row, shape `(k)` of `(n)`, `n > 1`; all columns see the same draws.
    ///   - tail: the probability left out on each side, (0, 0.5).
    ///   - resampleCount: how often rows are drawn anew.
    ///   - seed: the same seed gives the same quantiles.
    /// - Returns: shape `(k)`; 0 to 0 for a column without spread.
    /// - Complexity: O(resampleCount · min(n, 4,000) · k); one `dgemm`.
    /// - SeeAlso: Efron & Tibshirani (1993), "An Introduction to the Bootstrap", section 12.5.
    static func studentisedQuantiles(
        of columns: [[Double]], tail: Double, resampleCount: Int, seed: UInt64
    ) -> [Interval] {
        guard let first = columns.first else { return [] }
        precondition(first.count > 1 && columns.allSatisfy { $0.count == first.count }, "columns of unequal length")
        let rows = columns.map(blocks)
        let count = rows[0].count
        let draws = drawCounts(rows: count, resampleCount: resampleCount, seed: seed)
        // Centred values and their squares beside each other, so that one product gives both sums of all samples.
        let width = 2 * rows.count
        var values = [Double](repeating: 0, count: count * width)
        for (column, own) in rows.enumerated() {
            let mean = own.reduce(0, +) / Double(count)
            for row in 0..<count {
                values[row * width + 2 * column] = own[row] - mean
                values[row * width + 2 * column + 1] = (own[row] - mean) * (own[row] - mean)
            }
        }
        var sums = [Double](repeating: 0, count: resampleCount * width)
        LinearAlgebra.addTransposedProduct(draws, values, rows: count, to: &sums)
        return rows.indices.map { column in
            var studentised: [Double] = []
            for sample in 0..<resampleCount {
                let mean = sums[sample * width + 2 * column] / Double(count)
                let variance = sums[sample * width + 2 * column + 1] / Double(count) - mean * mean
                // A sample of equal rows has no spread, and with it no studentised mean.
                guard variance > 1e-24 else { continue }
                studentised.append(mean / (variance / Double(count - 1)).squareRoot())
            }
            guard !studentised.isEmpty else { return Interval(low: 0, high: 0) }
            studentised.sort()
            return Interval(low: percentile(tail, of: studentised), high: percentile(1 - tail, of: studentised))
        }
    }

    /// Means of neighbours, as many as fit; a rest that fills no block is left out.
    private static func blocks(_ values: [Double]) -> [Double] {
        let size = max(1, values.count / blockCount)
        guard size > 1 else { return values }
        return (0..<(values.count / size)).map { block in
            var sum = 0.0
            for row in (block * size)..<((block + 1) * size) { sum += values[row] }
            return sum / Double(size)
        }
    }

    /// How often each row is in each sample, row-major, shape `(n, resampleCount)`.
    private static func drawCounts(rows: Int, resampleCount: Int, seed: UInt64) -> [Double] {
        var random = SplitMix64(seed: seed)
        var counts = [Double](repeating: 0, count: rows * resampleCount)
        counts.withUnsafeMutableBufferPointer { counts in
            for sample in 0..<resampleCount {
                var bits: UInt64 = 0
                for draw in 0..<rows {
                    // Each half of a random number is one draw: 32 bits are plenty for so few rows.
                    bits = draw % 2 == 0 ? random.next() : bits >> 32
                    let row = Int(((bits & 0xFFFF_FFFF) * UInt64(rows)) >> 32)
                    counts[row * resampleCount + sample] += 1
                }
            }
        }
        return counts
    }
}
