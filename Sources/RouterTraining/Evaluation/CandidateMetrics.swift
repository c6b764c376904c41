/// One candidate on the evaluated rows, and how well its quality was estimated.
package struct CandidateMetrics: Sendable, Hashable {
    /// The candidate.
    package let model: String
    /// Mean score of using it alone.
    package let meanScore: Double
    /// Mean cost in USD; `nil` = a cost is missing.
    package let meanCostUSD: Double?
    /// Mean estimated quality.
    package let meanQuality: Double
    /// Share of the prompts for which the policy chose it; `nil` = there are no choices.
    package let chosenShare: Double?
    /// Probability that a solved prompt (score above 0.5) is ranked above an unsolved one; `nil` = one kind is missing.
    package let auc: Double?
    /// Mean squared difference between estimated quality and score, 0 to 1.
    package let brierScore: Double
    /// Expected calibration error, see ``ReliabilityBins/calibrationError``.
    package let calibrationError: Double

    /// Computes the figures of the candidate at a place of the table.
    package init(_ table: EvaluationTable, candidate: Int) {
        let scores = table.picked(table.scores) { _ in candidate }
        let qualities = table.picked(table.qualities) { _ in candidate }
        model = table.models[candidate]
        meanScore = scores.mean
        meanCostUSD = table.costsUSD.map { costs in table.picked(costs) { _ in candidate }.mean }
        meanQuality = qualities.mean
        chosenShare = table.choices.map { choices in
            Double(choices.count { $0 == candidate }) / Double(choices.count)
        }
        auc = Self.auc(scores: scores, qualities: qualities)
        brierScore = zip(scores, qualities).map { ($0 - $1) * ($0 - $1) }.mean
        calibrationError = ReliabilityBins(qualities: qualities, scores: scores).calibrationError
    }

    /// Area under the ROC curve from mean ranks; `nil` unless there are scores on both sides of 0.5.
    ///
    /// - Parameters:
    ///   - scores: true scores, cut at 0.5; shape `(n)`.
    ///   - qualities: estimated qualities; shape `(n)`.
    /// - Returns: a value in [0, 1]; 0.5 for estimates that say nothing.
    package static func auc(scores: [Double], qualities: [Double]) -> Double? {
        let solved = Double(scores.count { $0 > 0.5 })
        guard solved > 0, solved < Double(scores.count) else { return nil }
        let sorted = zip(qualities, scores).sorted { $0.0 < $1.0 }
        var rankSum = 0.0
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].0 == sorted[start].0 { end += 1 }
            let rank = Double(start + end + 1) / 2
            rankSum += rank * Double(sorted[start..<end].count { $0.1 > 0.5 })
            start = end
        }
        return (rankSum - solved * (solved + 1) / 2) / (solved * (Double(scores.count) - solved))
    }
}
