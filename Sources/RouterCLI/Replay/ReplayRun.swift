import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore
import RouterFeatures
import RouterModel
import RouterOutcomeLog
import RouterTraining

/// Reads a log for a replay: the older half teaches what rewards are modelled by, the newer half is replayed.
struct ReplayRun {
    /// The bundle in use.
    let champion: ModelBundle
    let pool: CandidatePool
    private let base: ModelBundle
    private let configuration: Configuration
    private let since: Date?
    private let isRepriced: Bool

    /// - Parameters:
    ///   - setup: configuration and bundles.
    ///   - since: only decisions made then or later; `nil` = all.
    ///   - prices: what candidates are taken to have cost; of all others the configured price holds.
    /// - Throws: what reading the bundles throws, or that there are no candidates.
    init(_ setup: Setup, since: Date?, prices: [PriceOption]) throws {
        champion = try setup.bundle()
        base = try ModelBundle(folder: (setup.namedBundle ?? setup.configuredBundle()).folder)
        let configured = try setup.configuredPool()
        if let unknown = prices.first(where: { configured.index(of: $0.candidate) == nil }) {
            throw ValidationError("--price '\(unknown.candidate)' is none of the candidates.")
        }
        pool = prices.isEmpty ? configured : configured.repriced(prices)
        isRepriced = !prices.isEmpty
        configuration = setup.configuration
        self.since = since
    }

    /// The newer half, for the targets.
    ///
    /// - Parameters:
    ///   - log: the log.
    ///   - targets: makes the targets when the older half was read.
    /// - Returns: what there is to say of each drawn decision with a reward.
    /// - Throws: what reading and the targets throw.
    func rows(
        _ log: OutcomeLogReader, targets: (GatheredOutcomes) throws -> [ReplayTarget]
    ) async throws -> ReplayRows {
        var gathered = GatheredOutcomes(base: base, pool: pool, rules: configuration.rewards)
        let split = try await log.decisionTime(atShare: 0.5, since: since)
        if let split {
            try await log.forEachLearningRecord(since: since, until: split) { gathered.add($0, isNew: false) }
        }
        var rows = ReplayRows(
            targets: try targets(gathered), pool: pool,
            model: try HeadLearner(base: base.model)
                .model(gathered.statistics, pool: pool, recent: gathered.recent),
            extractor: base.extractor, tradeoff: configuration.tradeoff, rules: configuration.rewards,
            isRepriced: isRepriced)
        guard let split else { return rows }
        try await log.forEachLearningRecord(since: split) { for record in $0 { rows.add(record) } }
        return rows
    }
}
