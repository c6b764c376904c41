import Foundation

/// How well estimates route, on prompts where every candidate's outcome is known.
package struct RoutingMetrics: Sendable, Hashable {
    /// Prompts that were used.
    package let promptCount: Int
    /// The candidate with the best mean score on the training rows.
    package let bestSingle: Int
    /// Its mean score here.
    package let bestSingleQuality: Double
    /// Mean score of the candidate with the highest estimate.
    package let maxQuality: Double
    /// Mean score of the best candidate of each prompt.
    package let oracleQuality: Double
    /// ``maxQuality`` − ``bestSingleQuality``.
    package let gain: Double
    /// Standard error of the gain, paired by prompt.
    package let gainStandardError: Double
    /// Mean score of what the policy chose − ``bestSingleQuality``; `nil` = there are no choices.
    package let policyGain: Double?
    /// Standard error of the policy's gain, paired by prompt.
    package let policyGainStandardError: Double?
    /// Mean cost in USD of what the policy chose; `nil` = there are no choices, or a cost is missing.
    package let policyCostUSD: Double?
    /// Probability that a solved prompt is ranked above an unsolved one, mean over candidates; `nil` = no candidate has
    /// both.
    package let auc: Double?
    /// Area under the router's cost–quality curve; `nil` = costs are missing, or there is one candidate only.
    package let aiq: Double?
    /// The same for mixtures of single models.
    package let aiqZero: Double?
    /// The same for an oracle.
    package let aiqOracle: Double?
    /// Share of the way from mixtures of single models to the oracle, by area under the cost–quality curve; `nil` =
    /// costs are missing.
    package let gapClosed: Double?
    /// Cost of the cheapest point at least as good as the best single model, over that model's cost; `nil` = there is
    /// none.
    package let costAtBest: Double?

    /// One prompt: shape `(m)` each.
    package struct Row: Sendable {
        /// True scores, [0, 1].
        package let scores: [Double]
        /// True costs in USD; `nil` = missing.
        package let costsUSD: [Double?]
        /// Estimated qualities.
        package let qualities: [Double]
        /// Forecast costs in USD; `nil` = missing.
        package let forecastsUSD: [Double?]

        /// Keeps the values.
        package init(scores: [Double], costsUSD: [Double?], qualities: [Double], forecastsUSD: [Double?]) {
            self.scores = scores
            self.costsUSD = costsUSD
            self.qualities = qualities
            self.forecastsUSD = forecastsUSD
        }
    }

    /// Computes the metrics of rows without names, categories and choices.
    ///
    /// - Parameters:
    ///   - rows: prompts for which every candidate has a score; at least one.
    ///   - bestSingle: the candidate that a user without a router would pick, chosen on other rows.
    package init(_ rows: [Row], bestSingle: Int) {
        func dense(_ values: (Row) -> [Double?]) -> [Double]? {
            let all = rows.flatMap(values)
            return all.contains(where: { $0 == nil }) ? nil : all.compactMap { $0 }
        }
        let table = EvaluationTable(
            models: (rows.first?.scores ?? []).indices.map { String($0) }, ids: rows.indices.map { String($0) },
            categories: rows.map { _ in "" }, scores: rows.flatMap(\.scores), costsUSD: dense { $0.costsUSD },
            qualities: rows.flatMap(\.qualities), forecastsUSD: dense { $0.forecastsUSD }, choices: nil,
            bestSingle: bestSingle, otherRowCount: nil, incompleteRowCount: 0)
        self.init(table, curve: CostQualityCurve(table))
    }

    /// Computes the metrics of a table.
    ///
    /// - Parameters:
    ///   - table: predictions and outcomes.
    ///   - curve: the table's curve; `nil` = it has none.
    package init(_ table: EvaluationTable, curve: CostQualityCurve?) {
        let best = table.bestSingle
        let single = table.picked(table.scores) { _ in best }
        let maxima = table.argmaxima(of: table.qualities)
        let picked = PairedGain(table.picked(table.scores) { maxima[$0] }, over: single)
        let oracle = table.argmaxima(of: table.scores)
        promptCount = table.rowCount
        bestSingle = best
        bestSingleQuality = single.mean
        (maxQuality, gain, gainStandardError) = (picked.mean, picked.gain, picked.standardError)
        oracleQuality = table.picked(table.scores) { oracle[$0] }.mean
        let policy = table.choices.map { choices in
            PairedGain(table.picked(table.scores) { choices[$0] }, over: single)
        }
        (policyGain, policyGainStandardError) = (policy?.gain, policy?.standardError)
        policyCostUSD = table.choices.flatMap { choices in
            table.costsUSD.map { costs in table.picked(costs) { choices[$0] }.mean }
        }
        let aucs = table.models.indices.compactMap { model in
            CandidateMetrics.auc(
                scores: table.picked(table.scores) { _ in model },
                qualities: table.picked(table.qualities) { _ in model })
        }
        auc = aucs.isEmpty ? nil : aucs.mean
        (aiq, aiqZero, aiqOracle) = (curve?.aiq, curve?.aiqZero, curve?.aiqOracle)
        gapClosed = curve?.gapClosed
        costAtBest = curve?.costAtBest
    }

    /// The place of the largest value, the first of several.
    static func argmax(_ values: [Double]) -> Int { EvaluationTable.argmax(values) }
}

/// The mean difference between two ways of choosing on the same prompts.
struct PairedGain {
    let mean: Double
    let gain: Double
    /// Of the mean difference; the population's formula, as the reference has it.
    let standardError: Double

    init(_ values: [Double], over reference: [Double]) {
        let differences = zip(values, reference).map { $0 - $1 }
        let average = differences.mean
        mean = values.mean
        gain = average
        let variance = differences.map { ($0 - average) * ($0 - average) }.mean
        standardError = (variance / Double(values.count)).squareRoot()
    }
}

extension [Double] {
    /// The arithmetic mean; NaN of nothing.
    var mean: Double { reduce(0, +) / Double(count) }
}
