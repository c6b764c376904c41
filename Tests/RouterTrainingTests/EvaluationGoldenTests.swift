import Testing

@testable import RouterTraining

@Suite("Evaluation against the reference program")
struct EvaluationGoldenTests {
    struct Golden: Decodable, CustomTestStringConvertible {
        struct Row: Decodable {
            let id: String
            let category: String
            let split: String
            let choice: Int
            let scores: [Double?]
            let costs: [Double?]
            let qualities: [Double]
            let forecasts: [Double?]
        }

        struct Figures: Decodable {
            let prompts: Int
            let models: Int
            let best_single: Double
            let best_single_model: String
            let oracle: Double
            let max_quality: Double
            let gain: Double
            let gain_se: Double
            let policy_gain: Double?
            let policy_gain_se: Double?
            let policy_cost: Double?
            let auc: Double?
            let aiq: Double?
            let aiq_zero: Double?
            let aiq_oracle: Double?
            let gap_closed: Double?
            let cost_at_best: Double?
            let apgr: Double?
            let cpt50: Double?
            let cpt80: Double?
        }

        struct Calibration: Decodable {
            let brier: Double
            let ece: Double
        }

        let name: String
        let models: [String]
        let evaluated: [String]
        let split: String
        let rows: [Row]
        let figures: Figures
        let calibration: [Calibration]

        var testDescription: String { name }

        func evaluation() throws -> RoutingEvaluation {
            let places = evaluated.compactMap { models.firstIndex(of: $0) }
            let predictions = rows.map { row in
                PredictionRow(
                    id: row.id, category: row.category, split: row.split, scores: places.map { row.scores[$0] },
                    costsUSD: places.map { row.costs[$0] },
                    prediction: .init(
                        qualities: places.map { row.qualities[$0] }, forecastsUSD: places.map { row.forecasts[$0] },
                        choice: places.firstIndex(of: row.choice)))
            }
            let table = try EvaluationTable(
                models: evaluated, rows: predictions, split: split == "all" ? .all : .named(split))
            return try RoutingEvaluation(
                table, pair: figures.apgr == nil ? nil : (strong: evaluated[0], weak: evaluated[1]), seed: 1)
        }
    }

    /// The reference prints four decimals.
    private func agrees(_ got: Double?, _ want: Double?, decimals: Double = 1e-4) -> Bool {
        guard let got, let want else { return got == nil && want == nil }
        return abs(got - want) <= decimals / 2 * (1 + 1e-9)
    }

    @Test("every figure is the reference program's, to its rounding", arguments: 0..<5)
    func figures(index: Int) throws {
        let golden = try fixture("evaluation-v1", as: [Golden].self)[index]
        let (evaluation, want) = (try golden.evaluation(), golden.figures)
        let got = evaluation.metrics
        #expect(got.promptCount == want.prompts && golden.evaluated.count == want.models)
        #expect(golden.evaluated[got.bestSingle] == want.best_single_model)
        #expect(agrees(got.bestSingleQuality, want.best_single))
        #expect(agrees(got.oracleQuality, want.oracle))
        #expect(agrees(got.maxQuality, want.max_quality))
        #expect(agrees(got.gain, want.gain))
        #expect(agrees(got.gainStandardError, want.gain_se))
        #expect(agrees(got.policyGain, want.policy_gain))
        #expect(agrees(got.policyGainStandardError, want.policy_gain_se))
        #expect(agrees(got.policyCostUSD, want.policy_cost, decimals: 1e-8))
        #expect(agrees(got.auc, want.auc))
        #expect(agrees(got.aiq, want.aiq))
        #expect(agrees(got.aiqZero, want.aiq_zero))
        #expect(agrees(got.aiqOracle, want.aiq_oracle))
        #expect(agrees(got.gapClosed, want.gap_closed))
        #expect(agrees(got.costAtBest, want.cost_at_best, decimals: 1e-3))
        #expect(agrees(evaluation.pair?.apgr, want.apgr))
        #expect(agrees(evaluation.pair?.cpt50, want.cpt50, decimals: 1e-2))
        #expect(agrees(evaluation.pair?.cpt80, want.cpt80, decimals: 1e-2))
    }

    @Test("Brier score and calibration error are the reference's", arguments: 0..<5)
    func calibration(index: Int) throws {
        let golden = try fixture("evaluation-v1", as: [Golden].self)[index]
        let candidates = try golden.evaluation().candidates
        #expect(candidates.map(\.model) == golden.evaluated)
        // Sums of at most 150 numbers in [0, 1] in another order.
        let rounding = 150 * Double.ulpOfOne
        for (got, want) in zip(candidates, golden.calibration) {
            #expect(abs(got.brierScore - want.brier) <= rounding)
            #expect(abs(got.calibrationError - want.ece) <= rounding)
        }
    }

    @Test("strategies and categories agree with the figures", arguments: 0..<5)
    func consistency(index: Int) throws {
        let golden = try fixture("evaluation-v1", as: [Golden].self)[index]
        let evaluation = try golden.evaluation()
        let metrics = evaluation.metrics
        #expect(evaluation.strategy(.bestSingle)?.quality == metrics.bestSingleQuality)
        #expect(evaluation.strategy(.maxQuality)?.gain == metrics.gain)
        #expect(evaluation.strategy(.oracle)?.quality == metrics.oracleQuality)
        #expect(evaluation.strategy(.policy)?.gain == metrics.policyGain)
        #expect((evaluation.strategy(.cheapest) == nil) == (metrics.aiq == nil))
        let categories = evaluation.categories
        #expect(categories.map(\.category) == ["x", "y", "z"])
        #expect(categories.reduce(0) { $0 + $1.promptCount } == metrics.promptCount)
        let gain = categories.reduce(0) { $0 + $1.gain * Double($1.promptCount) } / Double(metrics.promptCount)
        #expect(abs(gain - (metrics.policyGain ?? metrics.gain)) < 1e-12)
    }
}
