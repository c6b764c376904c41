import Foundation
import RouterCore
import RouterModel
import Testing

@testable import RouterTraining

@Suite("Token learner")
struct TokenLearnerTests {
    private func forecast(_ outcomes: [OwnOutcome]) throws -> TokenForecastFit.Forecast {
        let candidate = Candidate(id: "steady", provider: "lab", upstreamModel: "steady")
        let entry = HeadLearner.Entry(
            candidate, prior: OwnData.base.headPrior(of: candidate),
            sums: OwnData.statistics(outcomes).sums["steady"], order: OwnData.order)
        return try TokenLearner.forecast(entry, recipe: LearningRecipe())
    }

    @Test("without counted replies the forecast is the prior's")
    func nothing() throws {
        var data = OwnData(seed: 1)
        let head = OwnData.base.heads[0]
        for outcomes in [[], data.outcomes("steady", 20, chance: 0.5)] {
            let forecast = try forecast(outcomes)
            #expect(forecast.weights == head.tokenWeights.map(Double.init))
            #expect(forecast.smearing == head.tokenSmearing)
        }
    }

    @Test("the forecast comes to be the length of own replies, and its smearing that of lengths that do not vary")
    func length() throws {
        var data = OwnData(seed: 2)
        let forecasts = try [0, 10, 100, 1_000].map { count in
            try forecast(data.outcomes("steady", count, completionTokens: 1_000) { _ in 0.5 })
        }
        let distances = forecasts.map { abs($0.weights[0] - log1p(1_000)) }
        #expect(zip(distances, distances.dropFirst()).allSatisfy(>))
        #expect(zip(forecasts, forecasts.dropFirst()).allSatisfy { $0.smearing > $1.smearing })
        // One outcome of 1001 pulls the logarithm towards 5, and 20 of 1020 the smearing towards 1.25.
        #expect(distances[3] <= 1.01 * (log1p(1_000) - 5) / 1_001)
        #expect(forecasts[3].smearing <= 1 + 1.01 * 0.25 * 20 / 1_020)
    }

    @Test("lengths of long tails make the mean count larger than the exponential of the mean logarithm, within limits")
    func smearing() throws {
        var data = OwnData(seed: 3)
        let outcomes = (0..<600).map { place in
            OwnOutcome(
                candidate: "steady", input: data.input(), reward: 0.5, completionTokens: place % 2 == 0 ? 10 : 1_000)
        }
        let forecast = try forecast(outcomes)
        // Logarithms of 11 and 1001 vary by 2.26 about their mean, of which the exponential of a half is 12.7: the limits hold.
        #expect(forecast.smearing > 1.25 && forecast.smearing <= 5)
    }
}
