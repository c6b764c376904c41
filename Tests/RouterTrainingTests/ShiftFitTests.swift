import RouterCore
import RouterModel
import Testing

@testable import RouterTraining

@Suite("Shift fit")
struct ShiftFitTests {
    private static let rowCount = 8 * 30

    /// Eight groups of thirty rows, and an empty one for rows without a category.
    private func groups() throws -> PromptGroups {
        var data = DenseData(seed: 1)
        let set = data.set(rows: Self.rowCount) { "category \($0 % 8)" }
        return PromptGroups(set, try SkillMapFit(set, recipe: DenseData.recipe) { _ in }, seed: 1)
    }

    /// Errors of a candidate on some rows.
    private func errors(_ rows: some Sequence<Int>, _ error: (Int) -> Double) -> [(row: Int, error: Double)] {
        rows.map { ($0, error($0)) }
    }

    @Test("an error that is the same within each group has the deviation of the groups", arguments: UInt64(1)...5)
    func constantByGroup(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let offsets = (0..<8).map { _ in random.nextUnit() - 0.5 }
        let (all, groups) = (0..<Self.rowCount, try groups())
        // What both candidates have in common says nothing about their difference.
        let common = all.map { _ in random.nextUnit() }
        let deviations = ShiftFit.deviations(
            [
                errors(all) { common[$0] + offsets[$0 % 8] }, errors(all) { common[$0] },
                errors(all) { common[$0] - 0.3 },
            ],
            groups)
        let mean = offsets.reduce(0, +) / 8
        let expected = (offsets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7).squareRoot()
        #expect(deviations.count == 9)
        for (place, want) in [0, expected, expected, expected, 0, 0, expected, 0, 0].enumerated() {
            #expect(abs(Double(deviations[place]) - want) <= 1e-6, "seed \(seed), place \(place)")
        }
    }

    @Test("errors that are noise within groups deviate by little: the noise over the root of the rows")
    func noise() throws {
        var random = SplitMix64(seed: 3)
        let all = 0..<Self.rowCount
        let deviation = ShiftFit.deviations(
            [errors(all) { _ in random.normal() }, errors(all) { _ in 0 }], try groups())[1]
        // Means of thirty have the deviation .18; that of eight such means lies within a factor of 2.5 (χ² of 7, 1e-4).
        #expect(deviation > 0.18 / 2.5 && deviation < 0.18 * 2.5)
    }

    @Test("pairs that share too few prompts, or too few groups, are as far apart as pairs usually are")
    func unknown() throws {
        let all = 0..<Self.rowCount
        // Nine rows of each group; all rows of three groups; ten rows of four groups.
        let few = all.prefix(8 * 9)
        let three = all.filter { $0 % 8 < 3 }
        let enough = all.filter { $0 % 8 < 4 }.prefix(4 * 10)
        let deviations = ShiftFit.deviations(
            [
                errors(all) { Double($0 % 8) }, errors(few) { _ in 0 }, errors(three) { _ in 0 },
                errors(enough) { _ in 0 }, errors([]) { _ in 0 },
            ], try groups())
        let unknown = Float(DoNoHarm.unknownShift)
        #expect(deviations[1] == unknown && deviations[2] == unknown && deviations[4] == unknown)
        // 0, 1, 2, 3 have the variance 5/3.
        #expect(abs(deviations[3] - (5 / 3 as Float).squareRoot()) <= 1e-6)
        for i in 0..<5 {
            #expect(deviations[i * 6] == 0)
            for j in 0..<5 { #expect(deviations[i * 5 + j] == deviations[j * 5 + i]) }
        }
    }

    @Test("no candidates have no deviations, and one has none from itself")
    func edges() throws {
        let groups = try groups()
        #expect(ShiftFit.deviations([], groups).isEmpty)
        #expect(ShiftFit.deviations([errors(0..<Self.rowCount) { Double($0) }], groups) == [0])
    }
}
