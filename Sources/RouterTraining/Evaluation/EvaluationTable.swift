/// What stands in for the forecast cost of a candidate whose price the router does not know.
package enum ForecastStandIn: Sendable, Hashable {
    /// The candidate's mean cost on the rows outside the split: right for comparing estimates.
    case meanCost
    /// The dearest forecast of the same prompt, as decisions have it: right for what a router will do.
    case dearest
}

/// Predictions and outcomes of the rows on which every candidate has a score: what all figures are computed from.
///
/// Matrices are row-major, shape `(n, m)`.
package struct EvaluationTable: Sendable {
    /// The candidates, `m`.
    package let models: [String]
    /// Names of the prompts, `n`.
    package let ids: [String]
    /// Their categories; empty = not said.
    package let categories: [String]
    /// True scores, [0, 1].
    package let scores: [Double]
    /// True costs in USD; `nil` = at least one is missing.
    package let costsUSD: [Double]?
    /// Estimated qualities.
    package let qualities: [Double]
    /// Forecast costs in USD; `nil` = at least one is missing, and no mean cost on other rows could stand in.
    package let forecastsUSD: [Double]?
    /// What the policy chose, shape `(n)`; `nil` = not every row has a choice among the candidates.
    package let choices: [Int]?
    /// The candidate that a user without a router would pick.
    package let bestSingle: Int
    /// Rows on which ``bestSingle`` was chosen, none of which is evaluated; `nil` = the evaluated rows themselves.
    package let otherRowCount: Int?
    /// Rows of the split that were left out because a score is missing.
    package let incompleteRowCount: Int

    /// Number of rows, at least one.
    package var rowCount: Int { ids.count }

    /// Takes the complete rows of a split.
    ///
    /// The best single model has the highest mean score on the complete rows outside the split, the first of several.
    ///
    /// - Parameters:
    ///   - models: the candidates, in the order of the rows' values.
    ///   - rows: all rows, those outside the split included.
    ///   - split: which of them are evaluated.
    ///   - standIn: what a missing forecast is taken for.
    /// - Throws: ``EvaluationError`` with `.noModels`, `.noRows` or `.missingPrediction`.
    package init(
        models: [String], rows: [PredictionRow], split: EvaluationSplit, standIn: ForecastStandIn = .meanCost
    ) throws(EvaluationError) {
        guard !models.isEmpty else { throw EvaluationError(.noModels, "no model is to be evaluated; one is needed") }
        let complete = rows.filter(\.isComplete)
        let own = complete.filter { split.contains($0.split) }
        let inSplit = rows.count { split.contains($0.split) }
        guard !own.isEmpty else {
            throw EvaluationError(
                .noRows,
                "none of \(inSplit) rows of split '\(split.label)' (\(rows.count) rows in all) has a score of each of \(models.count) models; at least one is needed"
            )
        }
        guard let missing = own.first(where: { $0.prediction == nil }) else {
            let others = split == .all ? [] : complete.filter { !split.contains($0.split) }
            let basis = others.isEmpty ? own : others
            let known = own.compactMap(\.prediction)
            let means = models.indices.map { Self.meanCost(of: $0, on: basis) }
            self.init(
                models: models, ids: own.map(\.id), categories: own.map(\.category),
                scores: own.flatMap { $0.scores.compactMap { $0 } }, costsUSD: Self.dense(own.map(\.costsUSD)),
                qualities: known.flatMap(\.qualities),
                forecastsUSD: Self.dense(
                    known.map { prediction in
                        let dearest = prediction.forecastsUSD.compactMap { $0 }.max() ?? 0
                        return zip(prediction.forecastsUSD, means).map { $0 ?? (standIn == .dearest ? dearest : $1) }
                    }),
                choices: known.allSatisfy { $0.choice != nil } ? known.compactMap(\.choice) : nil,
                bestSingle: Self.bestSingle(of: models.count, on: basis),
                otherRowCount: others.isEmpty ? nil : others.count, incompleteRowCount: inSplit - own.count)
            return
        }
        throw EvaluationError(.missingPrediction, "there is no estimate for prompt '\(missing.id)'")
    }

    /// Keeps the parts; shapes as the properties say.
    init(
        models: [String], ids: [String], categories: [String], scores: [Double], costsUSD: [Double]?,
        qualities: [Double], forecastsUSD: [Double]?, choices: [Int]?, bestSingle: Int, otherRowCount: Int?,
        incompleteRowCount: Int
    ) {
        let cells = ids.count * models.count
        precondition(
            scores.count == cells && qualities.count == cells && (costsUSD?.count ?? cells) == cells
                && (forecastsUSD?.count ?? cells) == cells && categories.count == ids.count
                && (choices?.count ?? ids.count) == ids.count && models.indices.contains(bestSingle),
            "shapes do not fit \(ids.count) rows of \(models.count) models")
        self.models = models
        self.ids = ids
        self.categories = categories
        self.scores = scores
        self.costsUSD = costsUSD
        self.qualities = qualities
        self.forecastsUSD = forecastsUSD
        self.choices = choices
        self.bestSingle = bestSingle
        self.otherRowCount = otherRowCount
        self.incompleteRowCount = incompleteRowCount
    }

    /// All values, or `nil` if one is missing.
    private static func dense(_ rows: [[Double?]]) -> [Double]? {
        let values = rows.flatMap { $0.compactMap { $0 } }
        return values.count == rows.reduce(0) { $0 + $1.count } ? values : nil
    }

    private static func meanCost(of candidate: Int, on rows: [PredictionRow]) -> Double? {
        let costs = rows.compactMap { $0.costsUSD[candidate] }
        return costs.isEmpty ? nil : costs.reduce(0, +) / Double(costs.count)
    }

    private static func bestSingle(of count: Int, on rows: [PredictionRow]) -> Int {
        argmax((0..<count).map { candidate in rows.reduce(0) { $0 + ($1.scores[candidate] ?? 0) } })
    }

    /// The place of the largest value, the first of several.
    static func argmax(_ values: some RandomAccessCollection<Double>) -> Int {
        var (best, highest, place) = (0, -Double.infinity, 0)
        for value in values {
            if value > highest { (best, highest) = (place, value) }
            place += 1
        }
        return best
    }
}

extension EvaluationTable {
    /// One value of each row, from the column that `choice` names.
    func picked(_ values: [Double], _ choice: (Int) -> Int) -> [Double] {
        (0..<rowCount).map { values[$0 * models.count + choice($0)] }
    }

    /// The place of the largest value of each row.
    func argmaxima(of values: [Double]) -> [Int] {
        (0..<rowCount).map { Self.argmax(values[$0 * models.count..<($0 + 1) * models.count]) }
    }

    /// The mean of each column.
    func columnMeans(of values: [Double]) -> [Double] {
        models.indices.map { column in
            var sum = 0.0
            for row in 0..<rowCount { sum += values[row * models.count + column] }
            return sum / Double(rowCount)
        }
    }
}

extension EvaluationSplit {
    /// The split's name, `all` for every row.
    package var label: String {
        switch self {
        case .all: "all"
        case .named(let name): name
        }
    }
}
