import RouterModel

/// Lines from mean scores on a data set to ability, through the candidates that were scored on it.
enum BenchmarkFit {
    private static let minModelCount = 8
    private static let minOutcomeCount = 30

    /// The lines of all data sets with enough candidates.
    ///
    /// - Parameters:
    ///   - set: the outcomes, with their data sets.
    ///   - ability: of each candidate.
    /// - Returns: in the order of the names.
    static func lines(_ set: TrainingSet, ability: [Double]) -> [BenchmarkAbility] {
        var sums: [String: [Int: (sum: Double, count: Double)]] = [:]
        for (row, observations) in set.observations.enumerated() where !set.datasets[row].isEmpty {
            for observation in observations {
                let known = sums[set.datasets[row]]?[observation.candidate] ?? (0, 0)
                sums[set.datasets[row], default: [:]][observation.candidate] =
                    (known.sum + observation.score, known.count + 1)
            }
        }
        return sums.keys.sorted().compactMap { name in
            let points = (sums[name] ?? [:]).filter { $0.value.count >= Double(minOutcomeCount) }
                .sorted { $0.key < $1.key }.map { (x: $0.value.sum / $0.value.count, y: ability[$0.key]) }
            return points.count >= minModelCount ? line(name, points) : nil
        }
    }

    private static func line(_ name: String, _ points: [(x: Double, y: Double)]) -> BenchmarkAbility {
        let fit = leastSquares(points)
        // Each model against the line through the others: what a model that is not there has to expect.
        let squares = points.indices.map { left -> Double in
            let others = leastSquares(points.enumerated().filter { $0.offset != left }.map(\.element))
            let error = points[left].y - others.intercept - others.slope * points[left].x
            return error * error
        }
        return BenchmarkAbility(
            name: name, intercept: fit.intercept, slope: fit.slope,
            standardDeviation: (squares.reduce(0, +) / Double(squares.count)).squareRoot(), modelCount: points.count)
    }

    private static func leastSquares(_ points: [(x: Double, y: Double)]) -> (intercept: Double, slope: Double) {
        let n = Double(points.count)
        let (mx, my) = (points.reduce(0) { $0 + $1.x } / n, points.reduce(0) { $0 + $1.y } / n)
        let variance = points.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
        let covariance = points.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) }
        let slope = variance > 0 ? covariance / variance : 0
        return (my - slope * mx, slope)
    }
}
