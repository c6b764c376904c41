import RouterModel

/// Ability of each candidate and difficulty of each prompt, from `score ≈ ability − difficulty`.
///
/// Tables with different candidates and different levels are tied together by candidates that stand in several of them,
/// under whatever name. Alternating means; a prompt is pulled towards average difficulty by half an observation.
struct AdditiveFit: Sendable {
    /// Shape `(m)`; the mean score that the candidate would have on prompts of average difficulty.
    let ability: [Double]
    /// Shape `(n)`; mean about 0.
    let difficulty: [Double]

    private static let difficultyPull = 0.5
    private static let sweepCount = 60

    /// Fits a set; a candidate or prompt without observations gets the average.
    init(_ set: TrainingSet) {
        var groupByName: [String: Int] = [:]
        let groups = set.names.map { name -> Int in
            let canonical = ModelName.canonical(name)
            if let group = groupByName[canonical] { return group }
            groupByName[canonical] = groupByName.count
            return groupByName.count - 1
        }
        var count = 0
        var total = 0.0
        for row in set.observations {
            for observation in row {
                count += 1
                total += observation.score
            }
        }
        let mean = count > 0 ? total / Double(count) : 0
        var ability = [Double](repeating: mean, count: groupByName.count)
        var difficulty = [Double](repeating: 0, count: set.rowCount)
        for _ in 0..<Self.sweepCount {
            var (sums, counts) = (
                [Double](repeating: 0, count: ability.count), [Double](repeating: 0, count: ability.count)
            )
            for (index, row) in set.observations.enumerated() {
                let gap = row.reduce(0) { $0 + ability[groups[$1.candidate]] - $1.score }
                difficulty[index] = gap / (Double(row.count) + Self.difficultyPull)
                for observation in row {
                    sums[groups[observation.candidate]] += observation.score + difficulty[index]
                    counts[groups[observation.candidate]] += 1
                }
            }
            for group in ability.indices where counts[group] > 0 { ability[group] = sums[group] / counts[group] }
        }
        self.ability = groups.map { ability[$0] }
        self.difficulty = difficulty
    }
}
