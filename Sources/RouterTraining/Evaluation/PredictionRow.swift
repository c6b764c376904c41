/// One prompt of an outcome table: what each candidate did, beside what a router expected of it.
package struct PredictionRow: Sendable, Hashable {
    /// What a router expected of one prompt, shape `(m)` each.
    package struct Prediction: Sendable, Hashable {
        /// Estimated qualities, [0, 1].
        package let qualities: [Double]
        /// Forecast costs in USD; `nil` = the router has none.
        package let forecastsUSD: [Double?]
        /// The candidate that the policy chose; `nil` = it chose none, or one that is not evaluated.
        package let choice: Int?

        /// Keeps the values.
        package init(qualities: [Double], forecastsUSD: [Double?], choice: Int?) {
            self.qualities = qualities
            self.forecastsUSD = forecastsUSD
            self.choice = choice
        }
    }

    /// The prompt's name.
    package let id: String
    /// Its category; empty = not said.
    package let category: String
    /// Its split; `nil` = not said.
    package let split: String?
    /// True scores, [0, 1]; `nil` = missing.
    package let scores: [Double?]
    /// True costs in USD; `nil` = missing.
    package let costsUSD: [Double?]
    /// What the router expected; `nil` = it was not asked, which is right for rows outside the evaluated split.
    package let prediction: Prediction?

    /// Keeps the values.
    package init(
        id: String, category: String, split: String?, scores: [Double?], costsUSD: [Double?], prediction: Prediction?
    ) {
        self.id = id
        self.category = category
        self.split = split
        self.scores = scores
        self.costsUSD = costsUSD
        self.prediction = prediction
    }

    /// Whether every candidate has a score.
    package var isComplete: Bool { scores.allSatisfy { $0 != nil } }
}

/// Which rows are evaluated.
package enum EvaluationSplit: Sendable, Hashable {
    /// Every row; the best single model is then chosen on the same rows.
    case all
    /// The rows of this split; the best single model is chosen on all others.
    case named(String)

    /// Whether a row of this split is evaluated.
    package func contains(_ split: String?) -> Bool {
        switch self {
        case .all: true
        case .named(let name): split == name
        }
    }
}
