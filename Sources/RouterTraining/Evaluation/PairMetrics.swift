/// How well estimates decide between a strong and a weak model.
///
/// - SeeAlso: Ong et al. (2024), "RouteLLM", arXiv 2406.18665.
package struct PairMetrics: Sendable, Hashable {
    /// The better, dearer model.
    package let strong: String
    /// The other one.
    package let weak: String
    /// Area under performance gap recovered against the share of strong calls; 0.5 for calls at random.
    package let apgr: Double
    /// Smallest share of strong calls, in per cent, that recovers half of the gap.
    package let cpt50: Double
    /// The same for 80 % of it.
    package let cpt80: Double

    /// Calls the strong model in the order of the estimated advantage; prompts of equal advantage in table order.
    ///
    /// - Returns: `nil` if both models have the same mean score: then there is no gap to recover.
    package init?(_ table: EvaluationTable, strong: Int, weak: Int) {
        let (strongScores, weakScores) = (
            table.picked(table.scores) { _ in strong }, table.picked(table.scores) { _ in weak }
        )
        let gap = strongScores.mean - weakScores.mean
        guard gap != 0 else { return nil }
        let advantage = zip(
            table.picked(table.qualities) { _ in strong }, table.picked(table.qualities) { _ in weak }
        ).map { $0 - $1 }
        let order = advantage.indices.sorted { (advantage[$1], $0) < (advantage[$0], $1) }
        let count = Double(order.count)
        var recovered = [0.0]
        var sum = 0.0
        for row in order {
            sum += strongScores[row] - weakScores[row]
            recovered.append(sum / count / gap)
        }
        self.strong = table.models[strong]
        self.weak = table.models[weak]
        apgr = zip(recovered, recovered.dropFirst()).reduce(0) { $0 + ($1.0 + $1.1) / 2 } / count
        func share(recovering target: Double) -> Double {
            100 * Double(recovered.firstIndex { $0 >= target } ?? order.count) / count
        }
        cpt50 = share(recovering: 0.5)
        cpt80 = share(recovering: 0.8)
    }
}
