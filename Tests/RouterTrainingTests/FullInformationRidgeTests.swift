import RouterCore
import RouterModel
import Testing

@testable import RouterTraining

@Suite("Full-information ridge")
struct FullInformationRidgeTests {
    private func prompts(_ count: Int, seed: UInt64) -> (features: [FeatureVector], chances: [[Double]]) {
        var data = PlantedData(abilities: [0.5, 0.5], seed: seed)
        let prompts = (0..<count).map { _ in data.prompt() }
        return (prompts.map(\.features), prompts.map(\.chances))
    }

    @Test(
        "a linear function of the features is found again on rows that were not learned from", arguments: UInt64(1)...3)
    func recovers(seed: UInt64) {
        let (features, chances) = prompts(400, seed: seed)
        let ridge = FullInformationRidge(features, schema: PlantedData.schema)
        let (known, held) = (Array(0..<300), Array(300..<400))
        let targets = (0..<2).map { place in known.map { chances[$0][place] } }
        let predicted = ridge.predictions(targets, learnedFrom: known, for: held, seed: seed)
        #expect(predicted.count == 200)
        var (error, variance) = (0.0, 0.0)
        for (place, row) in held.enumerated() {
            for k in 0..<2 {
                error += (predicted[place * 2 + k] - chances[row][k]) * (predicted[place * 2 + k] - chances[row][k])
                variance += (chances[row][k] - 0.5) * (chances[row][k] - 0.5)
            }
        }
        // Chances are .5 ± .25 ± .15 by two bits: a variance of .085. Without noise, what is left is the weakest ridge's pull,
        // 5 rows of 150 with the bit on each side, on weights of rows of length 1: a tenth of each bit's effect at most.
        #expect(error / variance < 0.1, "seed \(seed)")
    }

    @Test("several targets are predicted side by side, and the same seed gives the same numbers")
    func layout() {
        let (features, chances) = prompts(120, seed: 4)
        let ridge = FullInformationRidge(features, schema: PlantedData.schema)
        let (known, held) = (Array(0..<100), [100, 119])
        let one = known.map { chances[$0][0] }
        let predicted = ridge.predictions([one, one.map { 1 - $0 }], learnedFrom: known, for: held, seed: 1)
        // The solver's error is at most 2e-3 of the targets, which differ from their mean by less than a half.
        for place in held.indices { #expect(abs(predicted[2 * place] + predicted[2 * place + 1] - 1) <= 2e-3) }
        #expect(ridge.predictions([one, one.map { 1 - $0 }], learnedFrom: known, for: held, seed: 1) == predicted)
    }

    @Test("what is always the same is predicted so")
    func constant() {
        let (features, _) = prompts(40, seed: 5)
        let ridge = FullInformationRidge(features, schema: PlantedData.schema)
        let predicted = ridge.predictions(
            [[Double](repeating: 0.75, count: 30)], learnedFrom: Array(0..<30), for: Array(30..<40), seed: 1)
        #expect(predicted == [Double](repeating: 0.75, count: 10))
    }
}
