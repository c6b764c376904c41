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
    /// Probability that a solved prompt is ranked above an unsolved one, mean over candidates; `nil` = no candidate has
    /// both.
    package let auc: Double?
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

    /// Computes the metrics.
    ///
    /// - Parameters:
    ///   - rows: prompts for which every candidate has a score; at least one.
    ///   - bestSingle: the candidate that a user without a router would pick, chosen on other rows.
    package init(_ rows: [Row], bestSingle: Int) {
        let n = Double(rows.count)
        promptCount = rows.count
        self.bestSingle = bestSingle
        let picked = rows.map { $0.scores[Self.argmax($0.qualities)] }
        let differences = zip(picked, rows).map { $0 - $1.scores[bestSingle] }
        bestSingleQuality = rows.reduce(0) { $0 + $1.scores[bestSingle] } / n
        maxQuality = picked.reduce(0, +) / n
        oracleQuality = rows.reduce(0) { $0 + ($1.scores.max() ?? 0) } / n
        let meanDifference = differences.reduce(0, +) / n
        gain = meanDifference
        let variance = differences.reduce(0) { $0 + ($1 - meanDifference) * ($1 - meanDifference) } / n
        gainStandardError = (variance / n).squareRoot()
        let aucs = (0..<(rows.first?.scores.count ?? 0)).compactMap { candidate in
            Self.auc(rows.map { ($0.scores[candidate] > 0.5, $0.qualities[candidate]) })
        }
        auc = aucs.isEmpty ? nil : aucs.reduce(0, +) / Double(aucs.count)
        let curve = CostQualityCurve(rows, bestSingle: bestSingle)
        gapClosed = curve?.gapClosed
        costAtBest = curve?.costAtBest
    }

    /// The place of the largest value, the first of several.
    static func argmax(_ values: [Double]) -> Int {
        values.indices.dropFirst().reduce(0) { values[$1] > values[$0] ? $1 : $0 }
    }

    /// Area under the ROC curve from mean ranks; `nil` unless both kinds are there.
    private static func auc(_ pairs: [(isSolved: Bool, quality: Double)]) -> Double? {
        let solved = Double(pairs.count(where: \.isSolved))
        guard solved > 0, solved < Double(pairs.count) else { return nil }
        let sorted = pairs.sorted { $0.quality < $1.quality }
        var rankSum = 0.0
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].quality == sorted[start].quality { end += 1 }
            let rank = Double(start + end + 1) / 2
            rankSum += rank * Double(sorted[start..<end].count(where: \.isSolved))
            start = end
        }
        return (rankSum - solved * (solved + 1) / 2) / (solved * (Double(pairs.count) - solved))
    }
}
