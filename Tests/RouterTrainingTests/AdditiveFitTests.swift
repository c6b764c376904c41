import RouterCore
import Testing

@testable import RouterTraining

@Suite("Additive fit")
struct AdditiveFitTests {
    /// Scores of planted abilities and difficulties, without noise; each table holds some of the names.
    private func set(
        _ tables: [[(name: String, ability: Double)]], rows: Int, difficulty: (Int, Int) -> Double
    ) -> TrainingSet {
        var set = TrainingSet(schema: PlantedData.schema)
        var data = PlantedData(abilities: [], seed: 1)
        for (table, candidates) in tables.enumerated() {
            for row in 0..<rows {
                let observations = candidates.map { name, ability in
                    Observation(
                        candidate: set.candidateIndex(name), score: ability - difficulty(table, row), costUSD: nil,
                        completionTokens: nil)
                }
                set.append(data.prompt().features, observations)
            }
        }
        return set
    }

    @Test("planted abilities and difficulties are recovered")
    func recovers() {
        let planted = [("a", 0.3), ("b", 0.5), ("c", 0.7), ("d", 0.6)]
        let fit = AdditiveFit(set([planted], rows: 40) { _, row in row % 2 == 0 ? 0.2 : -0.2 })
        // Difficulties have mean 0, so abilities are the means, in any sweep, to the rounding of 60 sweeps over 40 rows.
        let rounding = 60 * 40 * Double.ulpOfOne
        for (got, want) in zip(fit.ability, planted) { #expect(abs(got - want.1) <= rounding) }
        // Half an observation at zero pulls each of four observations' mean gap by 4 / 4.5.
        for (row, got) in fit.difficulty.enumerated() {
            #expect(abs(got - (row % 2 == 0 ? 0.2 : -0.2) * 4 / 4.5) <= rounding)
        }
    }

    @Test("tables of different levels are tied together by a candidate under two names")
    func ties() {
        // The second table is harder by .4; without the tie its candidates would look worse by as much.
        let tables = [
            [("a", 0.5), ("Meta-Llama-3_1-8B-Instruct", 0.6), ("b", 0.7)],
            [("c", 0.7), ("meta-llama/llama-3.1-8b-instruct", 0.6), ("d", 0.5)],
        ]
        let set = set(tables, rows: 30) { table, _ in table == 0 ? -0.2 : 0.2 }
        let fit = AdditiveFit(set)
        #expect(fit.ability[1] == fit.ability[4])
        // Sixty sweeps and the pull of half an observation leave part of the gap of .4, but less than half of it.
        let gap = fit.ability[0] - fit.ability[5]
        #expect(abs(gap) < 0.2)
        #expect(fit.ability[2] > fit.ability[0] && fit.ability[3] > fit.ability[5])
    }

    @Test("a candidate and a prompt without observations get the average")
    func missing() {
        var set = set([[("a", 0.2), ("b", 0.6)]], rows: 10) { _, _ in 0 }
        let absent = set.candidateIndex("absent")
        var data = PlantedData(abilities: [], seed: 2)
        set.append(data.prompt().features, [])
        let fit = AdditiveFit(set)
        #expect(abs(fit.ability[absent] - 0.4) <= 40 * .ulpOfOne)
        #expect(fit.difficulty[10] == 0)
        let empty = AdditiveFit(TrainingSet(schema: PlantedData.schema))
        #expect(empty.ability.isEmpty && empty.difficulty.isEmpty)
    }
}
