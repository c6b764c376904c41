import RouterNumerics

/// Mean and principal directions of the dense block over the training rows.
struct PrincipalDirections {
    /// Shape `(e)`.
    let mean: [Float]
    /// Unit vectors, row-major, shape `(c, e)`.
    let directions: [Float]
    /// `c`.
    let count: Int
    /// Variance along all directions over the variance along the kept ones, at least 1.
    let varianceRatio: Double

    /// Finds the directions of most variance.
    ///
    /// - Parameters:
    ///   - dense: row-major, shape `(n, e)`.
    ///   - n: number of rows.
    ///   - count: most directions to keep; directions without variance are none.
    init(_ dense: [Float], rows n: Int, count: Int) {
        let e = n > 0 ? dense.count / n : 0
        var sums = [Double](repeating: 0, count: e)
        for row in 0..<n { for column in 0..<e { sums[column] += Double(dense[row * e + column]) } }
        let mean = sums.map { $0 / Double(max(1, n)) }
        var gram = [Double](repeating: 0, count: e * e)
        // In pieces, so that a copy in double precision stays small.
        let piece = 4096
        for start in stride(from: 0, to: n, by: piece) {
            let end = min(n, start + piece)
            var centred = [Double](repeating: 0, count: (end - start) * e)
            for row in start..<end {
                for column in 0..<e {
                    centred[(row - start) * e + column] = Double(dense[row * e + column]) - mean[column]
                }
            }
            LinearAlgebra.addGram(of: centred, rows: end - start, to: &gram)
        }
        let (values, vectors) = LinearAlgebra.symmetricEigen(gram)
        let total = values.reduce(0) { $0 + max(0, $1) }
        let kept = min(count, values.count { $0 > 1e-9 * Double(max(1, n)) })
        let keptSum = values.prefix(kept).reduce(0, +)
        self.mean = mean.map { Float($0) }
        self.count = kept
        directions = vectors.prefix(kept * e).map { Float($0) }
        varianceRatio = keptSum > 0 ? total / keptSum : 1
    }

    /// The directions, scaled so that squared distances between projections are on average `sharpness` times those of
    /// the block itself.
    func scaled(sharpness: Double) -> [Float] {
        let factor = Float((sharpness * varianceRatio).squareRoot())
        return directions.map { $0 * factor }
    }
}
