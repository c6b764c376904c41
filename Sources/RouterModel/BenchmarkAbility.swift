/// What a published benchmark score says of a model's ability.
///
/// A line through the known models that were scored on the benchmark.
public struct BenchmarkAbility: Sendable, Codable, Hashable {
    /// The benchmark, as the tables call it.
    public let name: String
    /// Ability at score 0.
    public let intercept: Double
    /// Ability a point of score.
    public let slope: Double
    /// Standard deviation of the known models around the line, of models that had no part in drawing it.
    public let standardDeviation: Double
    /// Known models that the line goes through.
    public let modelCount: Int

    /// Keeps the line.
    package init(name: String, intercept: Double, slope: Double, standardDeviation: Double, modelCount: Int) {
        self.name = name
        self.intercept = intercept
        self.slope = slope
        self.standardDeviation = standardDeviation
        self.modelCount = modelCount
    }
}

extension [BenchmarkAbility] {
    /// The ability that scores suggest, each weighted by how well its line fits.
    ///
    /// - Parameter scores: by benchmark, [0, 1]; those that are not known here say nothing.
    /// - Returns: mean and variance; `nil` where no score is of a known benchmark.
    func ability(of scores: [String: Double]) -> (mean: Double, variance: Double)? {
        var (sum, precision) = (0.0, 0.0)
        // In the order of the bundle: dictionaries have none, and sums depend on theirs.
        for line in self {
            guard let score = scores[line.name] else { continue }
            let weight = 1 / Swift.max(1e-6, line.standardDeviation * line.standardDeviation)
            sum += weight * (line.intercept + line.slope * score)
            precision += weight
        }
        // Benchmarks err together: several are no better than the best of them, only steadier.
        guard precision > 0 else { return nil }
        let best = compactMap { scores[$0.name] == nil ? nil : $0.standardDeviation }.min() ?? 0
        return (sum / precision, best * best)
    }
}
