import RouterCore
import RouterNumerics
import Testing

@testable import RouterTraining

@Suite("Training set")
struct TrainingSetTests {
    @Test("names keep the order in which they were first seen")
    func names() {
        var set = TrainingSet(schema: PlantedData.schema)
        #expect(["b", "a", "b", "c", "a"].map { set.candidateIndex($0) } == [0, 1, 0, 2, 1])
        #expect(set.names == ["b", "a", "c"])
    }

    @Test("rows keep their features and observations, also where there are none")
    func rows() {
        var set = TrainingSet(schema: PlantedData.schema)
        var data = PlantedData(abilities: [0.5], seed: 1)
        let prompts = (0..<3).map { _ in data.prompt().features }
        let observation = Observation(
            candidate: set.candidateIndex("a"), score: 1, costUSD: nil, completionTokens: nil)
        for (row, features) in prompts.enumerated() { set.append(features, row == 1 ? [] : [observation]) }
        #expect(set.rowCount == 3 && set.hashed.rowCount == 3)
        #expect(set.surface == prompts.flatMap(\.surface))
        #expect(set.promptTokens == prompts.map { Double($0.promptTokens) })
        for row in 0..<3 { #expect(set.hashed.rowIndices(row) == prompts[row].hashed.indices) }
        #expect(set.observations == [[observation], [], [observation]])
    }
}
