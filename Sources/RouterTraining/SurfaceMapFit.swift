import RouterModel

/// The standardisation of a training set's surface numbers.
struct SurfaceMapFit {
    /// The map.
    let map: SurfaceMap
    /// Standardised surface numbers, row-major, shape `(n, p)`.
    let standardized: [Float]

    /// Fits means and deviations.
    ///
    /// - Parameters:
    ///   - surface: row-major, shape `(n, p)`.
    ///   - p: numbers a row.
    init(_ surface: [Float], p: Int) {
        let n = p > 0 ? surface.count / p : 0
        var (mean, scale) = ([Float](repeating: 0, count: p), [Float](repeating: 0, count: p))
        for column in 0..<p where n > 0 {
            let values = (0..<n).map { Double(surface[$0 * p + column]) }
            let average = values.reduce(0, +) / Double(n)
            let variance = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(n)
            mean[column] = Float(average)
            // A column that hardly varies says nothing and would be blown up by any prompt unlike the training's.
            scale[column] = variance > 1e-8 ? Float(1 / variance.squareRoot()) : 0
        }
        let map = SurfaceMap(mean: mean, scale: scale)
        self.map = map
        standardized = (0..<n).flatMap { map.standardized(Array(surface[$0 * p..<($0 + 1) * p])) }
    }
}
