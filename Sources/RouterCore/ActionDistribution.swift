/// The probability of each candidate under a policy, shape `(m)`; not negative, sums to one.
public struct ActionDistribution: Sendable, Hashable {
    /// One probability a candidate, in the order of the utilities that it was made from.
    public let probabilities: [Double]

    /// Checks and keeps the probabilities.
    ///
    /// - Throws: ``CoreError`` with `.invalidProbability` for an empty list, a negative value, NaN, or a sum off 1 by
    ///   more than 1e-9.
    public init(_ probabilities: [Double]) throws(CoreError) {
        let sum = probabilities.reduce(0, +)
        guard probabilities.allSatisfy({ $0 >= 0 }), abs(sum - 1) <= 1e-9 else {
            throw CoreError(
                .invalidProbability, "\(probabilities.count) probabilities with sum \(sum) are no distribution")
        }
        self.probabilities = probabilities
    }

    /// The distribution in proportion to weights.
    ///
    /// - Precondition: `weights` are finite and not negative, and one of them is above 0.
    public init(weights: [Double]) {
        let sum = weights.reduce(0, +)
        precondition(
            sum > 0 && sum.isFinite && weights.allSatisfy { $0 >= 0 },
            "\(weights.count) weights with sum \(sum) make no distribution")
        probabilities = weights.map { $0 / sum }
    }

    /// All probability on one of `count` candidates.
    ///
    /// - Precondition: `0 <= index < count`.
    public init(certain index: Int, of count: Int) {
        precondition((0..<count).contains(index), "index \(index) is outside 0..<\(count)")
        var probabilities = [Double](repeating: 0, count: count)
        probabilities[index] = 1
        self.probabilities = probabilities
    }

    /// An index drawn from the distribution, and the probability that it had.
    ///
    /// The same generator state gives the same draw.
    ///
    /// - Complexity: O(m).
    public func sample(using random: inout SplitMix64) -> (index: Int, propensity: Propensity) {
        let target = random.nextUnit()
        var cumulated = 0.0
        var last = 0
        for (index, probability) in probabilities.enumerated() where probability > 0 {
            cumulated += probability
            last = index
            if target < cumulated { break }
        }
        // Rounding can leave the sum a hair below the target: then the last possible candidate is the draw. A member
        // of a checked distribution lies in (0, 1 + 1e-9], so that only the upper end needs care.
        let propensity = (try? Propensity(min(1, probabilities[last]))) ?? .certain
        return (last, propensity)
    }
}
