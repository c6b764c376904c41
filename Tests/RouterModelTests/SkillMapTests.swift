import RouterCore
import Testing

@testable import RouterModel

@Suite("Skill map")
struct SkillMapTests {
    @Test("each half of the hashed block is scaled to the same length", arguments: UInt64(1)...20)
    func blockLengths(seed: UInt64) {
        let hashed = SmallModel.features(seed: seed).hashed
        let values = SkillMap.weighted(hashed, [1, 1.5, 0, 2, 1.25, 3, 1, 0])
        for half in [0..<UInt32(4), 4..<8] {
            let squares = zip(hashed.indices, values).reduce(Float(0)) { half.contains($1.0) ? $0 + $1.1 * $1.1 : $0 }
            // Five roundings each for the length, the quotient and four products and squares.
            #expect(squares == 0 || abs(squares - 0.5) <= 20 * .ulpOfOne, "seed \(seed)")
        }
    }

    @Test("buckets that training never saw, and empty features, count as nothing")
    func unseen() {
        let unseen = SparseVector(indices: [2, 7], values: [3, 5])
        #expect(SkillMap.weighted(unseen, [1, 1.5, 0, 2, 1.25, 3, 1, 0]) == [0, 0])
        #expect(SkillMap.weighted(.empty, [1, 1]) == [])
    }
}
