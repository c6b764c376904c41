/// The figures of one category of prompts.
package struct CategoryMetrics: Sendable, Hashable {
    /// The category; empty = rows that name none.
    package let category: String
    /// Prompts.
    package let promptCount: Int
    /// Mean score of the table's best single model here.
    package let bestSingleQuality: Double
    /// Mean score of the router: of the policy's choices where there are any, else of the highest estimates.
    package let routerQuality: Double
    /// ``routerQuality`` − ``bestSingleQuality``.
    package let gain: Double
    /// Standard error of the gain, paired by prompt.
    package let gainStandardError: Double
    /// Mean score of the best candidate of each prompt.
    package let oracleQuality: Double

    /// The figures of each category, in alphabetical order.
    package static func all(_ table: EvaluationTable) -> [CategoryMetrics] {
        let single = table.picked(table.scores) { _ in table.bestSingle }
        let places = table.choices ?? table.argmaxima(of: table.qualities)
        let router = table.picked(table.scores) { places[$0] }
        let maxima = table.argmaxima(of: table.scores)
        let oracle = table.picked(table.scores) { maxima[$0] }
        return Dictionary(grouping: 0..<table.rowCount) { table.categories[$0] }
            .sorted { $0.key < $1.key }
            .map { category, rows in
                let gain = PairedGain(rows.map { router[$0] }, over: rows.map { single[$0] })
                return CategoryMetrics(
                    category: category, promptCount: rows.count, bestSingleQuality: rows.map { single[$0] }.mean,
                    routerQuality: gain.mean, gain: gain.gain, gainStandardError: gain.standardError,
                    oracleQuality: rows.map { oracle[$0] }.mean)
            }
    }
}
