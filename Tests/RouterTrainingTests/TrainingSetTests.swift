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

    @Test("dense blocks and categories are kept, and selected rows are those of the set with all its candidates")
    func selecting() {
        var data = DenseData(seed: 3)
        let set = data.set(rows: 6) { $0 % 2 == 0 ? "even" : "" }
        #expect(
            set.dense.count == 6 * DenseData.schema.denseCount
                && set.categories == ["even", "", "even", "", "even", ""])
        let some = set.selecting([4, 1, 4])
        #expect(some.names == set.names && some.rowCount == 3 && some.categories == ["even", "", "even"])
        for (place, row) in [4, 1, 4].enumerated() {
            #expect(some.surface[place * 2..<place * 2 + 2] == set.surface[row * 2..<row * 2 + 2])
            #expect(some.dense[place * 4..<place * 4 + 4] == set.dense[row * 4..<row * 4 + 4])
            #expect(some.hashed.rowIndices(place) == set.hashed.rowIndices(row))
            #expect(some.observations[place] == set.observations[row])
            #expect(some.promptTokens[place] == set.promptTokens[row])
        }
    }
}
