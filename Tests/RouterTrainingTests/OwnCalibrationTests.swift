import RouterCore
import RouterModel
import Testing

@testable import RouterTraining

@Suite("Own calibration")
struct OwnCalibrationTests {
    private func fits(_ outcomes: [OwnOutcome]) throws -> [CandidateID: HeadFitResult] {
        let recipe = LearningRecipe()
        let precision = recipe.precision(level: 10, skills: 30, surface: 1_000, skillCount: 1, order: OwnData.order)
        let statistics = OwnData.statistics(outcomes)
        var fits: [CandidateID: HeadFitResult] = [:]
        for id in statistics.candidates {
            let candidate = Candidate(id: id, provider: "lab", upstreamModel: id.rawValue)
            let entry = HeadLearner.Entry(
                candidate, prior: OwnData.base.headPrior(of: candidate), sums: statistics.sums[id],
                order: OwnData.order)
            fits[id] = try HeadFitResult(
                entry, entry.residuals, common: [Double](repeating: 0, count: OwnData.order), precision: precision,
                recipe: recipe)
        }
        return fits
    }

    @Test("without outcomes, or of candidates without a head, scores pass for qualities")
    func nothing() throws {
        var data = OwnData(seed: 1)
        let outcomes = data.outcomes("steady", 5, chance: 0.5)
        for scaling in [OwnCalibration.fit([], heads: try fits(outcomes)), OwnCalibration.fit(outcomes, heads: [:])] {
            #expect(scaling == PlattScaling(slope: 4, intercept: -2))
        }
    }

    @Test("qualities are right on average, and one curve serves all candidates", arguments: UInt64(1)...5)
    func mean(seed: UInt64) throws {
        var data = OwnData(seed: seed)
        let outcomes = data.outcomes("steady", 200, chance: 0.8) + data.outcomes("curious", 100, chance: 0.2)
        let fits = try fits(outcomes)
        let scaling = OwnCalibration.fit(outcomes, heads: fits)
        let qualities = outcomes.compactMap { outcome in
            fits[outcome.candidate].map { scaling.quality($0.scoreWithout(outcome)) }
        }
        let (sum, want) = (qualities.reduce(0, +), outcomes.reduce(0) { $0 + $1.reward })
        // Where the likelihood is highest they sum to the rewards, but for the prior of one good and one bad outcome.
        #expect(qualities.count == 300 && abs(sum - want) <= 1 + 1e-6 * 300, "seed \(seed)")
        #expect(scaling.slope > 0, "seed \(seed)")
    }

    @Test("only the newest outcomes count where there are more than the limit")
    func limit() throws {
        var data = OwnData(seed: 2)
        let newest = data.outcomes("steady", OwnCalibration.maxOutcomeCount, chance: 0.75)
        let fits = try fits(newest)
        let older = data.outcomes("steady", 10) { _ in 0 }
        #expect(OwnCalibration.fit(older + newest, heads: fits) == OwnCalibration.fit(newest, heads: fits))
    }
}
