import Foundation
import RouterCore
import RouterModel
import RouterTables
import RouterTraining

/// Figures of a trained model on the rows that training did not see, table by table.
enum HeldOutMetrics {
    /// Gain, AUC, gap closed and cost at best of each table whose rows have outcomes of common models.
    static func metrics(
        of model: ScoringModel, on rows: [TableLoader.HeldOutRow], training: TrainingSet
    ) -> [BundleManifest.Metric] {
        var metrics: [BundleManifest.Metric] = []
        for table in rows.map(\.table).uniqued() {
            let own = rows.filter { $0.table == table }
            let name = URL(fileURLWithPath: table).lastPathComponent.prefix { $0 != "." }
            guard let routing = routingMetrics(of: model, on: own, training: training) else { continue }
            func add(_ what: String, _ value: Double?, _ error: Double? = nil) {
                guard let value else { return }
                metrics.append(.init(name: "\(name) \(what)", value: value, standardError: error))
            }
            add("held-out prompts", Double(routing.promptCount))
            add("best single", routing.bestSingleQuality)
            add("gain", routing.gain, routing.gainStandardError)
            add("oracle", routing.oracleQuality)
            add("auc", routing.auc)
            add("gap closed", routing.gapClosed)
            add("cost at best", routing.costAtBest)
        }
        return metrics
    }

    private static func routingMetrics(
        of model: ScoringModel, on rows: [TableLoader.HeldOutRow], training: TrainingSet
    ) -> RoutingMetrics? {
        let known = Set(model.candidateNames)
        var counts: [String: Int] = [:]
        for row in rows {
            for outcome in row.outcomes where known.contains(outcome.model) { counts[outcome.model, default: 0] += 1 }
        }
        // A model that few rows know would throw away all the others.
        let names = counts.filter { $0.value * 2 > rows.count }.keys.sorted()
        guard !names.isEmpty, let pool = try? model.ownPool(),
            let best = names.indices.max(by: { meanScore(names[$0], training) < meanScore(names[$1], training) })
        else { return nil }
        let scorer = model.scorer(for: pool)
        let places = names.compactMap { pool.index(of: CandidateID($0)) }
        let complete = rows.compactMap { row -> RoutingMetrics.Row? in
            let byName = Dictionary(row.outcomes.map { ($0.model, $0) }, uniquingKeysWith: { first, _ in first })
            let outcomes = names.compactMap { byName[$0] }
            guard outcomes.count == names.count else { return nil }
            let estimates = scorer.estimates(for: row.features)
            return RoutingMetrics.Row(
                scores: outcomes.map(\.score), costsUSD: outcomes.map(\.costUSD),
                qualities: places.map { estimates[$0].quality }, forecastsUSD: places.map { estimates[$0].costUSD })
        }
        return complete.isEmpty ? nil : RoutingMetrics(complete, bestSingle: best)
    }

    private static func meanScore(_ name: String, _ training: TrainingSet) -> Double {
        var (sum, count) = (0.0, 0.0)
        guard let index = training.names.firstIndex(of: name) else { return 0 }
        for row in training.observations {
            for observation in row where observation.candidate == index {
                sum += observation.score
                count += 1
            }
        }
        return count > 0 ? sum / count : 0
    }
}

extension Sequence where Element: Hashable {
    /// The elements without repetitions, in the order of their first appearance.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
