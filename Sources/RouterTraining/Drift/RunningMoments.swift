/// Count, mean, spread and ends of numbers that come one by one; two of them can be merged.
///
/// - SeeAlso: Chan, Golub & LeVeque (1983), "Algorithms for Computing the Sample Variance", The American Statistician 37,
///   DOI 10.1080/00031305.1983.10483115.
package struct RunningMoments: Sendable, Hashable {
    /// How many numbers there were.
    package private(set) var count = 0
    /// Their mean; 0 if there were none.
    package private(set) var mean = 0.0
    /// Sum of squared deviations from the mean.
    package private(set) var squaredDeviations = 0.0
    /// The smallest, above all numbers if there were none.
    package private(set) var lowest = Double.infinity
    /// The largest, below all numbers if there were none.
    package private(set) var highest = -Double.infinity

    /// No numbers.
    package init() {}

    /// Adds a finite number.
    package mutating func add(_ value: Double) {
        precondition(value.isFinite, "\(value) is not finite")
        count += 1
        let deviation = value - mean
        mean += deviation / Double(count)
        squaredDeviations += deviation * (value - mean)
        lowest = min(lowest, value)
        highest = max(highest, value)
    }

    /// Adds all numbers of another.
    package mutating func merge(_ other: RunningMoments) {
        guard other.count > 0 else { return }
        let total = Double(count + other.count)
        let deviation = other.mean - mean
        squaredDeviations +=
            other.squaredDeviations + deviation * deviation * Double(count) * Double(other.count) / total
        mean += deviation * Double(other.count) / total
        count += other.count
        lowest = min(lowest, other.lowest)
        highest = max(highest, other.highest)
    }

    /// The standard deviation with the divisor `n − 1`; 0 for fewer than two numbers.
    package var deviation: Double {
        count > 1 ? (max(0, squaredDeviations) / Double(count - 1)).squareRoot() : 0
    }
}
