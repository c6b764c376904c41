import Testing

@testable import RouterTraining

@Suite("Strong and weak model")
struct PairMetricsTests {
    private func metrics(_ scores: [(Double, Double)], advantages: [Double]) throws -> PairMetrics? {
        let rows = zip(scores, advantages).map { EvaluationFixtures.row([$0.0, $0.1], [$1, 0]) }
        return PairMetrics(try EvaluationFixtures.table(rows, models: ["strong", "weak"]), strong: 0, weak: 1)
    }

    @Test("calling the strong model where it helps, and only there, recovers the gap at once")
    func perfect() throws {
        let scores = [(1.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]
        let found = try #require(try metrics(scores, advantages: [0.9, 0.1, 0.8, 0.2]))
        #expect(found.cpt50 == 25 && found.cpt80 == 50)
        #expect(found.apgr == (0.25 + 0.75 + 1 + 1) / 4)
    }

    @Test("prompts of equal advantage are called in the order of the table")
    func ties() throws {
        let scores = [(1.0, 1.0), (1.0, 0.0)]
        let found = try #require(try metrics(scores, advantages: [0.5, 0.5]))
        #expect(found.cpt50 == 100 && found.apgr == 0.25)
    }

    @Test("models of the same mean score have no gap")
    func noGap() throws {
        #expect(try metrics([(1, 0), (0, 1)], advantages: [0.5, 0.4]) == nil)
    }
}
