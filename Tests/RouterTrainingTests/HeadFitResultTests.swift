import RouterCore
import RouterModel
import Testing

@testable import RouterTraining

@Suite("Head fit")
struct HeadFitResultTests {
    private let recipe = LearningRecipe()
    private let precision = LearningRecipe().precision(
        level: 10, skills: 30, surface: 1_000, skillCount: 1, order: OwnData.order)
    private let common = [0.0625] + [Double](repeating: 0.015625, count: OwnData.order - 1)

    private func fit(_ outcomes: [OwnOutcome]) throws -> HeadFitResult {
        let candidate = Candidate(id: "curious", provider: "lab", upstreamModel: "curious")
        let entry = HeadLearner.Entry(
            candidate, prior: OwnData.base.headPrior(of: candidate),
            sums: OwnData.statistics(outcomes).sums["curious"], order: OwnData.order)
        return try HeadFitResult(
            entry, entry.residuals.residuals(of: common), common: common, precision: precision, recipe: recipe)
    }

    private func score(_ fit: HeadFitResult, _ input: [Float]) -> Double {
        zip(fit.weights, input).reduce(0) { $0 + $1.0 * Double($1.1) }
    }

    @Test("without outcomes the weights are those of the prior and what all share")
    func noOutcomes() throws {
        let fit = try fit([])
        #expect(
            fit.weights == zip([Double(Float(0.4))] + [Double](repeating: 0, count: OwnData.order - 1), common).map(+))
        // Its level then has the recipe's noise over the precision as its variance, to two roundings.
        let variance = fit.covarianceFactor[0] * fit.covarianceFactor[0]
        #expect(abs(variance - recipe.noiseVariance / 10) <= 4 * .ulpOfOne)
    }

    @Test(
        "the score without an outcome is that of a fit that has really not seen it, whatever its weight",
        arguments: UInt64(1)...8, [1, 0.25])
    func leavingOut(seed: UInt64, weight: Double) throws {
        var data = OwnData(seed: seed)
        let outcomes = data.outcomes("curious", 12, chance: 0.6).map {
            var outcome = $0
            outcome.weight = weight
            return outcome
        }
        let all = try fit(outcomes)
        for left in outcomes.indices {
            let rest = try fit(outcomes.indices.filter { $0 != left }.map { outcomes[$0] })
            // Both solve systems of condition number ≤ (1000 + 12 · 5) / 10; leverage ≤ 5 / (5 + 10), numbers ≤ 2.
            let bound = 3 * 2 * 106 * Double(OwnData.order * OwnData.order) * .ulpOfOne
            let want = score(rest, outcomes[left].input)
            #expect(abs(all.scoreWithout(outcomes[left]) - want) <= bound, "seed \(seed), outcome \(left)")
            #expect(abs(score(all, outcomes[left].input) - want) > bound, "seed \(seed), outcome \(left)")
        }
    }

    @Test("more outcomes make the weights better known")
    func certainty() throws {
        var data = OwnData(seed: 4)
        let outcomes = data.outcomes("curious", 400, chance: 0.5)
        let variances = try [0, 4, 40, 400].map { count -> Double in
            let factor = try fit(Array(outcomes.prefix(count))).covarianceFactor
            return (0..<OwnData.order).reduce(0) { $0 + factor[$1 * OwnData.order] * factor[$1 * OwnData.order] }
        }
        #expect(zip(variances, variances.dropFirst()).allSatisfy(>))
    }
}
