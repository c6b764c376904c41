import RouterCore
import Testing

@testable import RouterTraining

@Suite("Should one route at all")
struct RoutingVerdictTests {
    @Test("estimates that know the prompts say: route")
    func route() throws {
        let table = try EvaluationFixtures.planted(rows: 800, models: 2, error: 0.05, seed: 1)
        let evaluation = try RoutingEvaluation(table, seed: 1)
        #expect(evaluation.verdict.answer == .route)
        #expect(evaluation.strategy(.maxQuality)?.gainInterval.low ?? 0 > 0)
        #expect(evaluation.verdict.text.hasPrefix("Route: "))
    }

    @Test("one model that always wins says so, and names it")
    func oneModelWins() throws {
        var random = SplitMix64(seed: 2)
        let rows = (0..<300).map { _ -> PredictionRow in
            let solved = random.nextUnit() < 0.8
            return EvaluationFixtures.row(
                [0, solved ? 1 : 0], [random.nextUnit(), random.nextUnit()], costs: [1, 2], forecasts: [1, 2]
            )
        }
        let verdict = try RoutingEvaluation(EvaluationFixtures.table(rows, models: ["bad", "good"]), seed: 1).verdict
        #expect(verdict.answer == .useOneModel && verdict.model == "good")
        #expect(verdict.text.contains("Don't route") && verdict.text.contains("below good"))
    }

    @Test("equal quality for less money says: only to save")
    func save() throws {
        // Hard prompts are solved by the dear model only, easy ones by both; estimates know which is which.
        var random = SplitMix64(seed: 3)
        let rows = (0..<400).map { index -> PredictionRow in
            let isHard = index % 2 == 0
            let noise = 0.01 * random.nextUnit()
            return EvaluationFixtures.row(
                [isHard ? 0 : 1, 1], [(isHard ? 0.1 : 0.9) + noise, 0.95], costs: [0.001, 0.02],
                forecasts: [0.001, 0.02])
        }
        let evaluation = try RoutingEvaluation(EvaluationFixtures.table(rows, models: ["cheap", "dear"]), seed: 1)
        #expect(evaluation.verdict.answer == .routeToSave)
        #expect(evaluation.metrics.costAtBest.map { abs($0 - 0.525) < 1e-9 } == true)
        #expect(
            evaluation.verdict.text.contains("costs 52 % of dear")
                || evaluation.verdict.text.contains("costs 53 % of dear"))
    }

    @Test("a cheaper single model that is as good wins over routing")
    func rival() throws {
        let rows = (0..<200).map { index in
            EvaluationFixtures.row(
                [index % 4 == 0 ? 0 : 1, index % 4 == 0 ? 0 : 1], [0.7, 0.75], costs: [0.001, 0.02],
                forecasts: [0.001, 0.02], split: "test")
        }
        let others = [EvaluationFixtures.row([0, 1], [0.7, 0.75], costs: [0.001, 0.02], split: "train")]
        let table = try EvaluationTable(models: ["cheap", "dear"], rows: rows + others, split: .named("test"))
        let verdict = try RoutingEvaluation(table, seed: 1).verdict
        #expect(verdict.answer == .useOneModel && verdict.model == "cheap")
        #expect(verdict.text.contains("at 5 % of dear's cost"))
    }

    @Test("without costs, a gain that cannot be shown is no reason to route")
    func noCosts() throws {
        let rows = (0..<40).map { index in
            EvaluationFixtures.row([Double(index % 2), 1], [0.9 - Double(index % 2), 0.5])
        }
        let verdict = try RoutingEvaluation(EvaluationFixtures.table(rows, models: ["a", "b"]), seed: 1).verdict
        #expect(verdict.answer == .useOneModel && verdict.text.contains("Costs are missing"))
    }
}
