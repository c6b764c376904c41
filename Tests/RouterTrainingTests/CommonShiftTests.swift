import RouterCore
import Testing

@testable import RouterTraining

@Suite("Common shift")
struct CommonShiftTests {
    private let recipe = LearningRecipe()

    private func shift(_ residuals: [[OwnOutcome]]) throws -> CommonShift {
        let statistics = residuals.map { outcomes -> LinearStatistics in
            var statistics = LinearStatistics(order: OwnData.order)
            statistics.add(inputs: outcomes.flatMap { $0.input.map(Double.init) }, targets: outcomes.map(\.reward))
            return statistics
        }
        return try CommonShift(statistics, recipe: recipe, skillCount: 1)
    }

    @Test("without outcomes nothing is shared")
    func nothing() throws {
        #expect(try shift([[], []]).weights == [Double](repeating: 0, count: OwnData.order))
        #expect(try CommonShift([], recipe: recipe, skillCount: 1).weights.isEmpty)
    }

    @Test(
        "a level that all candidates share is the level, whatever the number of their outcomes",
        arguments: [-0.25, 0.5])
    func level(level: Double) throws {
        var data = OwnData(seed: 1)
        let weights = try shift([1, 7, 300].map { count in data.outcomes("a", count) { _ in level } } + [[]]).weights
        // What is centred is zero to rounding: sums of 300 terms.
        #expect(abs(weights[0] - level) <= 300 * 300 * .ulpOfOne)
        #expect(weights.dropFirst().allSatisfy { abs($0) <= 300 * 300 * .ulpOfOne })
    }

    @Test("a weight that all candidates share is found, and their different levels are no part of it")
    func weight() throws {
        var data = OwnData(seed: 2)
        let levels = [-0.25, 0, 0.25]
        let weights = try shift(
            levels.map { level in data.outcomes("a", 1_000) { level + 0.25 * Double($0[1]) } }
        ).weights
        // Inputs have the variance 5/12; the weakest pull, 30 outcomes, takes 30 / (30 + 3000 · 5/12) of the weight, at
        // most twice as much with what the surface takes over.
        let bound: Double = 2 * 0.25 * 30 / (30 + 1_250)
        #expect(abs(weights[1] - 0.25) <= bound)
        #expect(abs(weights[0]) <= 0.25 / 10)
    }

    @Test("the level is the mean of the candidates' levels, each weighted by how well it is known")
    func weightedLevel() throws {
        var data = OwnData(seed: 3)
        let weights = try shift(
            [10, 1_000].enumerated().map { place, count in
                data.outcomes("a", count) { _ in Double(place) }
            }
        ).weights
        let known = [10.0, 1_000].map { 1 / (recipe.levelVariance + recipe.noiseVariance / $0) }
        #expect(abs(weights[0] - known[1] / (known[0] + known[1])) <= 1e-9)
    }
}
