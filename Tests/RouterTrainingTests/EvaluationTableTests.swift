import Testing

@testable import RouterTraining

@Suite("Evaluation table")
struct EvaluationTableTests {
    private let row = EvaluationFixtures.row

    @Test("the best single model is chosen outside the split, the first of several")
    func bestSingle() throws {
        func row(_ scores: [Double?], _ split: String) -> PredictionRow {
            PredictionRow(
                id: "q", category: "", split: split, scores: scores, costsUSD: [nil, nil, nil],
                prediction: split == "test"
                    ? .init(qualities: [0, 0, 0], forecastsUSD: [nil, nil, nil], choice: nil) : nil)
        }
        let rows = [
            row([1, 0, 0], "test"), row([0, 1, 1], "train"), row([1, nil, 1], "train"), row([0, 0, nil], "test"),
        ]
        let table = try EvaluationTable(models: ["a", "b", "c"], rows: rows, split: .named("test"))
        #expect(table.bestSingle == 1 && table.otherRowCount == 1 && table.incompleteRowCount == 1)
        let alone = try EvaluationTable(models: ["a", "b", "c"], rows: [rows[0]], split: .named("test"))
        #expect(alone.bestSingle == 0 && alone.otherRowCount == nil)
    }

    @Test("a missing forecast is the mean cost outside the split, or the dearest as decisions have it")
    func standIns() throws {
        let rows = [
            row([1, 0], [0.5, 0.5], [1, 2], [0.25, nil], nil, "a", "", "test"),
            row([1, 0], [0.5, 0.5], [4, 6], nil, nil, "b", "", "train"),
        ]
        let mean = try EvaluationTable(models: ["a", "b"], rows: rows, split: .named("test"))
        #expect(mean.forecastsUSD == [0.25, 6])
        let dearest = try EvaluationTable(models: ["a", "b"], rows: rows, split: .named("test"), standIn: .dearest)
        #expect(dearest.forecastsUSD == [0.25, 0.25])
    }

    @Test("one missing cost leaves all cost figures out and nothing else")
    func missingCost() throws {
        let table = try EvaluationFixtures.table(
            [
                row([1, 0], [0.9, 0.1], [1, nil], [1, 1], 0, "a", "", "test"),
                row([0, 1], [0.2, 0.8], [1, 2], [1, 2], 1, "b", "", "test"),
            ], models: ["a", "b"])
        let evaluation = try RoutingEvaluation(table, seed: 1)
        #expect(table.costsUSD == nil && evaluation.curve == nil && evaluation.metrics.policyCostUSD == nil)
        #expect(evaluation.metrics.gain == 0.5 && evaluation.metrics.auc == 1)
        #expect(throws: EvaluationError.self) { try TradeoffSolver(table) }
    }

    @Test("nothing to evaluate is an error that says what is missing")
    func errors() throws {
        let incomplete = [row([1, nil], [0.5, 0.5], nil, nil, nil, "a", "", "test")]
        let none = #expect(throws: EvaluationError.self) {
            try EvaluationTable(models: ["a", "b"], rows: incomplete, split: .named("test"))
        }
        #expect(none?.code == .noRows && none?.description.contains("none of 1 rows of split 'test'") == true)
        let empty = #expect(throws: EvaluationError.self) { try EvaluationTable(models: ["a"], rows: [], split: .all) }
        #expect(empty?.code == .noRows)
        let noModels = #expect(throws: EvaluationError.self) {
            try EvaluationTable(models: [], rows: incomplete, split: .all)
        }
        #expect(noModels?.code == .noModels)
        let unpredicted = PredictionRow(
            id: "q7", category: "", split: nil, scores: [1], costsUSD: [nil], prediction: nil)
        let missing = #expect(throws: EvaluationError.self) {
            try EvaluationTable(models: ["a"], rows: [unpredicted], split: .all)
        }
        #expect(missing?.code == .missingPrediction && missing?.description.contains("'q7'") == true)
        let table = try EvaluationFixtures.table(
            [row([1, 0], [1, 0], nil, nil, nil, "a", "", nil)], models: ["a", "b"])
        let pair = #expect(throws: EvaluationError.self) {
            try RoutingEvaluation(table, pair: (strong: "a", weak: "nobody"), seed: 1)
        }
        #expect(pair?.code == .unknownModel && pair?.description.contains("'nobody'") == true)
    }

    @Test("one model alone is evaluated, without a curve")
    func oneModel() throws {
        let rows = [row([1], [0.7], [1], [1], 0, "a", "", nil), row([0], [0.4], [1], [1], 0, "b", "", nil)]
        let evaluation = try RoutingEvaluation(EvaluationFixtures.table(rows, models: ["only"]), seed: 1)
        #expect(evaluation.curve == nil && evaluation.metrics.gain == 0 && evaluation.metrics.auc == 1)
        #expect(evaluation.verdict.answer == .useOneModel && evaluation.verdict.text.contains("the only model"))
    }
}
