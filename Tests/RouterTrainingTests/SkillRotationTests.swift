import RouterCore
import Testing

@testable import RouterTraining

@Suite("Skill rotation")
struct SkillRotationTests {
    /// Predictions of planted rank: target 0 free, the others mixtures of a few factors.
    private func predictions(rows: Int, targets: Int, rank: Int, seed: UInt64) -> [Float] {
        var random = SplitMix64(seed: seed)
        let mixing = (0..<rank * targets).map { _ in random.normal() }
        return (0..<rows).flatMap { _ -> [Float] in
            let factors = (0..<rank).map { _ in random.normal() }
            return (0..<targets).map { target in
                let mixed = (0..<rank).reduce(0.0) { $0 + factors[$1] * mixing[$1 * targets + target] }
                return Float(target == 0 ? 3 + 2 * random.normal() : 0.1 * mixed - 1)
            }
        }
    }

    private func column(_ matrix: [Float], _ column: Int, of count: Int) -> [Double] {
        stride(from: column, to: matrix.count, by: count).map { Double(matrix[$0]) }
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    @Test("skills have mean 0 and deviation 1, and are uncorrelated but for the first", arguments: UInt64(1)...5)
    func unitVariance(seed: UInt64) {
        let (n, t) = (400, 6)
        let outOfFold = predictions(rows: n, targets: t, rank: 3, seed: seed)
        let rotation = SkillRotation(outOfFold: outOfFold, targetCount: t, maxSkillCount: 12)
        #expect(rotation.skillCount == 4, "three factors and the first target, seed \(seed)")
        let skills = rotation.skills(outOfFold)
        let columns = (0..<rotation.skillCount).map { column(skills, $0, of: rotation.skillCount) }
        // A skill is stored as Float, below 8 in size, its bias too; a direction's deviation is above a fiftieth of a prediction.
        let bound = 8 * 50 * Double(Float.ulpOfOne)
        for (index, values) in columns.enumerated() {
            #expect(abs(mean(values)) <= bound, "seed \(seed)")
            #expect(abs(mean(values.map { $0 * $0 }) - 1) <= 2 * bound, "seed \(seed)")
            for other in columns[1..<max(1, index)] {
                #expect(abs(mean(zip(values, other).map { $0 * $1 })) <= 2 * bound, "seed \(seed)")
            }
        }
    }

    @Test("the first skill is the first target, standardised, whatever the others are", arguments: UInt64(1)...5)
    func firstIsKept(seed: UInt64) {
        let (n, t) = (200, 5)
        let outOfFold = predictions(rows: n, targets: t, rank: 2, seed: seed)
        let rotation = SkillRotation(outOfFold: outOfFold, targetCount: t, maxSkillCount: 3)
        #expect(rotation.skillCount == 3)
        let (target, skill) = (column(outOfFold, 0, of: t), column(rotation.skills(outOfFold), 0, of: 3))
        let average = mean(target)
        let deviation = mean(target.map { ($0 - average) * ($0 - average) }).squareRoot()
        for (x, z) in zip(target, skill) {
            #expect(abs((x - average) / deviation - z) <= 8 * Double(Float.ulpOfOne), "seed \(seed)")
        }
    }

    @Test("one candidate has no direction of its own beside the difficulty it shares, if its deviation never varies")
    func oneCandidate() {
        let outOfFold: [Float] = [1, 0, 2, 0, 3, 0]
        let rotation = SkillRotation(outOfFold: outOfFold, targetCount: 2, maxSkillCount: 12)
        #expect(rotation.skillCount == 1)
        let skills = rotation.skills(outOfFold)
        #expect(skills.count == 3 && abs(skills[1]) <= 4 * .ulpOfOne)
        #expect(abs(skills[0] + skills[2]) <= 4 * .ulpOfOne)
        #expect(SkillRotation(outOfFold: [1, 2], targetCount: 1, maxSkillCount: 12).skillCount == 1)
    }

    @Test("constant predictions give skills that are 0 and finite")
    func constant() {
        let outOfFold = [Float](repeating: 0.25, count: 30)
        let rotation = SkillRotation(outOfFold: outOfFold, targetCount: 3, maxSkillCount: 12)
        #expect(rotation.skillCount == 1)
        #expect(rotation.skills(outOfFold).allSatisfy { $0 == 0 })
        #expect(rotation.weights([1, 2, 3]) == [0])
    }

    @Test("weights are turned as predictions are, without the bias", arguments: UInt64(1)...3)
    func weightsAreLinear(seed: UInt64) {
        let outOfFold = predictions(rows: 50, targets: 4, rank: 2, seed: seed)
        let rotation = SkillRotation(outOfFold: outOfFold, targetCount: 4, maxSkillCount: 3)
        let (turned, skills) = (rotation.weights(outOfFold), rotation.skills(outOfFold))
        for index in turned.indices {
            #expect(turned[index] + rotation.bias[index % 3] == skills[index], "seed \(seed)")
        }
    }
}
