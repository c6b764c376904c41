import RouterCore

/// ε-greedy on mean utilities alone: what learning without looking at the prompt comes to.
struct FeaturelessBandit {
    /// Probability of an even draw.
    static let epsilon = 0.05

    private var counts: [Double]
    private var sums: [Double]
    private var random: SplitMix64

    init(candidateCount: Int, seed: UInt64) {
        counts = [Double](repeating: 0, count: candidateCount)
        sums = counts
        random = SplitMix64(seed: seed)
    }

    /// Chooses, and learns what the choice was worth; every candidate is tried once first.
    ///
    /// - Returns: the utility of the choice.
    mutating func serve(_ utilities: [Double]) -> Double {
        let isDrawn = random.nextUnit() < Self.epsilon
        let drawn = Int(random.next().multipliedFullWidth(by: UInt64(counts.count)).high)
        let best = counts.indices.max { mean($0) < mean($1) } ?? 0
        let choice = counts.firstIndex(of: 0) ?? (isDrawn ? drawn : best)
        counts[choice] += 1
        sums[choice] += utilities[choice]
        return utilities[choice]
    }

    private func mean(_ index: Int) -> Double { counts[index] > 0 ? sums[index] / counts[index] : 0 }
}
