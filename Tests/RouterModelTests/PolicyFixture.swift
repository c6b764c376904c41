import RouterCore
import RouterModel

extension PolicyContext {
    /// A context of random candidates, two to twelve of them, of which some are new and some margins hold back.
    static func random(seed: UInt64) -> PolicyContext {
        var random = SplitMix64(seed: seed)
        let count = 2 + Int(random.next() % 11)
        let spread = [0.01, 0.1, 1, 1e6][Int(random.next() % 4)]
        let expected = (0..<count).map { _ in spread * random.nextUnit() }
        return PolicyContext(
            utilities: expected.map { $0 - 0.1 * random.nextUnit() }, expected: expected,
            deviations: expected.map { _ in [0, 0.003, 0.3][Int(random.next() % 3)] * random.nextUnit() },
            hasOwnOutcomes: expected.map { _ in random.nextUnit() < 0.7 }, places: Array(0..<count),
            qualityPerUSD: 10)
    }

    /// Candidates without margins.
    init(expected: [Double], deviations: [Double], newcomers: Set<Int> = []) {
        self.init(
            utilities: expected, expected: expected, deviations: deviations,
            hasOwnOutcomes: expected.indices.map { !newcomers.contains($0) }, places: Array(expected.indices),
            qualityPerUSD: 10)
    }
}
