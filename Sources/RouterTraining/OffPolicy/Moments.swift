/// Mean, spread and skewness of a list of numbers.
struct Moments {
    /// How many there are.
    let count: Int
    /// The mean.
    let mean: Double
    /// The variance with the divisor `n − 1`; 0 for a single number.
    let variance: Double
    /// The third central moment over the cubed deviation; 0 where nothing varies.
    let skewness: Double

    /// Two passes over at least one number.
    init(_ values: [Double]) {
        precondition(!values.isEmpty, "no numbers")
        count = values.count
        let mean = values.reduce(0, +) / Double(count)
        var (squares, cubes) = (0.0, 0.0)
        for value in values {
            let deviation = value - mean
            squares += deviation * deviation
            cubes += deviation * deviation * deviation
        }
        self.mean = mean
        variance = count > 1 ? squares / Double(count - 1) : 0
        // Rounding leaves a trace of spread in equal numbers, which is none.
        let isSpread = variance > 1e-24 * (1 + mean * mean)
        skewness = isSpread ? cubes / Double(count) / (variance * variance.squareRoot()) : 0
    }

    /// The square of the mean's standard error.
    var squaredStandardError: Double { variance / Double(count) }

    /// The mean's standard error.
    var standardError: Double { squaredStandardError.squareRoot() }
}
