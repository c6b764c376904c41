import Foundation
import RouterCore
import Testing

@testable import RouterTraining

@Suite("Token forecast fit")
struct TokenForecastFitTests {
    private typealias Row = (row: Int, observation: Observation)

    private func row(_ row: Int, _ candidate: Int, _ tokens: Int?) -> Row {
        (row, Observation(candidate: candidate, score: 1, costUSD: nil, completionTokens: tokens))
    }

    @Test(
        "planted lengths are recovered on average, and a candidate without counts has the mean forecast",
        arguments: UInt64(1)...3)
    func recovers(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let n = 600
        let inputs = (0..<n).flatMap { _ -> [Double] in [1, random.normal()] }
        var rowsOf: [[Row]] = [[], [], []]
        for index in 0..<n {
            for (candidate, base) in [(0, 5.0), (1, 6.0)] {
                let noise = 0.3 * random.normal()
                let log: Double = base + 0.5 * inputs[2 * index + 1] + noise
                rowsOf[candidate].append(row(index, candidate, Int(expm1(log).rounded())))
            }
            rowsOf[2].append(row(index, 2, nil))
        }
        let fit = try TokenForecastFit(inputs, order: 2, rowsOf: rowsOf, recipe: TrainingRecipe())
        let error = 5 * 0.3 / Double(n).squareRoot()
        let shrinkage = 0.5 / 7 * 5 / Double(n).squareRoot()
        for (forecast, base) in zip(fit.forecasts, [5.0, 6.0]) {
            // Five standard errors of a mean of n draws of deviation .3; the slope shrinks by at most ridge/(n + ridge) = 1/7.
            #expect(abs(forecast.weights[0] - base) <= error + shrinkage, "seed \(seed)")
            #expect(forecast.weights[1] > 0.5 * 6 / 7 - error, "seed \(seed)")
            #expect((1...5).contains(forecast.smearing), "seed \(seed)")
        }
        #expect(fit.forecasts[2].weights == fit.mean.weights)
        #expect(abs(fit.mean.weights[0] - 5.5) < 0.2, "seed \(seed)")
    }

    @Test("the smeared forecasts of a candidate add up to its tokens")
    func smearing() throws {
        let inputs = [1.0, 1, 1, 1]
        let rowsOf = [[10, 20, 400, 90].enumerated().map { row($0, 0, $1) }]
        let forecast = try TokenForecastFit(inputs, order: 1, rowsOf: rowsOf, recipe: TrainingRecipe()).forecasts[0]
        let sum = 4 * expm1(forecast.weights[0]) * forecast.smearing
        #expect(abs(sum - 520) <= 520 * 16 * .ulpOfOne)
    }

    @Test("without any count a reply is taken to have 300 tokens")
    func noCounts() throws {
        let fit = try TokenForecastFit([1, 1], order: 1, rowsOf: [[row(0, 0, nil)], []], recipe: TrainingRecipe())
        #expect(abs(expm1(fit.mean.weights[0]) - 300) <= 300 * 16 * .ulpOfOne)
        #expect(fit.mean.smearing == 1 && fit.forecasts.count == 2)
    }
}
