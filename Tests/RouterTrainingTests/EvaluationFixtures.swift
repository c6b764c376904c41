import RouterCore

@testable import RouterTraining

/// Rows of predictions for tests.
enum EvaluationFixtures {
    /// A row of the split `test` with everything known.
    static func row(
        _ scores: [Double?], _ qualities: [Double], costs: [Double?]? = nil, forecasts: [Double?]? = nil,
        choice: Int? = nil, id: String = "q", category: String = "", split: String? = "test"
    ) -> PredictionRow {
        let unknown = [Double?](repeating: nil, count: scores.count)
        return PredictionRow(
            id: id, category: category, split: split, scores: scores, costsUSD: costs ?? unknown,
            prediction: .init(qualities: qualities, forecastsUSD: forecasts ?? unknown, choice: choice))
    }

    /// A table of rows that are all evaluated.
    static func table(_ rows: [PredictionRow], models: [String]) throws -> EvaluationTable {
        try EvaluationTable(models: models, rows: rows, split: .all)
    }

    /// Random outcomes of two or more models; estimates know the chances with an error.
    ///
    /// Later models are better and dearer.
    static func planted(rows: Int, models: Int, error: Double, seed: UInt64) throws -> EvaluationTable {
        var random = SplitMix64(seed: seed)
        let made = (0..<rows).map { index -> PredictionRow in
            var (scores, costs, qualities, forecasts) = ([Double?](), [Double?](), [Double](), [Double?]())
            for model in 0..<models {
                let isSuited = random.next() & 1 == 0
                let chance = 0.5 + 0.1 * Double(model) + (isSuited ? 0.2 : -0.2)
                scores.append(random.nextUnit() < chance ? 1 : 0)
                costs.append(0.001 * Double(1 << (2 * model)) * (0.5 + random.nextUnit()))
                qualities.append(chance + error * (random.nextUnit() - 0.5))
                forecasts.append(0.001 * Double(1 << (2 * model)))
            }
            return row(
                scores, qualities, costs: costs, forecasts: forecasts, choice: index % models, id: String(index),
                category: "c\(index % 3)")
        }
        return try table(made, models: (0..<models).map { "model-\($0)" })
    }
}
