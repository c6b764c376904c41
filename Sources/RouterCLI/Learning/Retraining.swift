import Foundation
import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel
import RouterOutcomeLog
import RouterTraining

/// Learning from logs: a challenger from the older part, judged on the newest part against the champion, and then made
/// again from all of it.
///
/// What is judged is the recipe on these data: the model that is promoted has also learned from the part that it was
/// judged on.
struct Retraining {
    /// How it is done.
    struct Settings {
        /// Share of the decisions, the newest, that the challenger is judged on, (0, 1).
        var evaluatedShare = 0.25
        /// Time in which an outcome comes to count half; `nil` = none fades.
        var halfLife: TimeInterval?
        /// Only decisions made at this time or later; `nil` = all.
        var since: Date?
        /// What the challenger has to prove.
        var gate = PromotionGate()
        /// How heads learn.
        var recipe = LearningRecipe()
    }

    /// What the heads start from; it has seen none of the log.
    let base: ModelBundle
    /// The bundle in use.
    let champion: ModelBundle
    let pool: CandidatePool
    /// The dial that utilities are counted at.
    let tradeoff: Tradeoff
    let rules: RewardRules
    let settings: Settings
    /// How often a challenger was judged since the champion took office, this time included.
    let look: Int

    /// Reads logs, learns and judges.
    ///
    /// - Parameter logs: each is divided by its own times.
    /// - Returns: the challenger and what there is to say of it.
    /// - Throws: ``RetrainingError`` if there is nothing to learn from; what reading throws.
    func run(_ logs: [OutcomeLogReader]) async throws -> RetrainingResult {
        var gathered = GatheredOutcomes(base: base, pool: pool, rules: rules, halfLife: settings.halfLife)
        var newest: [(log: OutcomeLogReader, start: Date)] = []
        for log in logs {
            let share = 1 - settings.evaluatedShare
            guard let start = try await log.decisionTime(atShare: share, since: settings.since) else { continue }
            newest.append((log, start))
            try await log.forEachLearningRecord(since: settings.since, until: start) { gathered.add($0, isNew: false) }
        }
        let evaluated = try model(gathered)
        var rows = ReplayRows(
            targets: targets(evaluated, older: gathered), pool: pool, model: evaluated, extractor: base.extractor,
            tradeoff: tradeoff, rules: rules)
        for (log, start) in newest {
            try await log.forEachLearningRecord(since: start) { records in
                for record in records { rows.add(record) }
                gathered.add(records, isNew: true)
            }
        }
        guard gathered.statistics.count > 0 else { throw RetrainingError.nothingLearned(gathered.recordCount) }
        return RetrainingResult(
            model: try model(gathered), gathered: gathered, rows: rows, promotion: promotion(rows),
            split: newest.map(\.start).min())
    }

    private func model(_ gathered: GatheredOutcomes) throws -> ScoringModel {
        try HeadLearner(base: base.model, recipe: settings.recipe)
            .model(gathered.statistics, pool: pool, recent: gathered.recent)
    }

    /// What the gate says of the first target against the second; `nil` = there is nothing to judge by.
    private func promotion(_ rows: ReplayRows) -> PromotionReport? {
        guard rows.count > 0 else { return nil }
        return settings.gate.report(
            champion: rows.samples(of: 1, .utility), challenger: rows.samples(of: 0, .utility),
            rewardRange: rows.range(of: .utility), look: look)
    }

    /// Challenger and champion first, then what both are held against.
    private func targets(_ challenger: ScoringModel, older: GatheredOutcomes) -> [ReplayTarget] {
        func target(_ name: String, _ choice: ReplayTarget.Choice) -> ReplayTarget {
            ReplayTarget(name: name, choice: choice, pool: pool, tradeoff: tradeoff)
        }
        var targets = [
            target("challenger", .model(challenger, base.extractor, GreedyPolicy())),
            target("champion", .model(champion.model, champion.extractor, GreedyPolicy())),
            target("cheapest", .cheapest), target("random", .random), target("as logged", .logged),
        ]
        if let best = older.bestSingle(qualityPerUSD: tradeoff.qualityPerUSD, among: pool) {
            targets.insert(target("best single (\(best))", .single(best)), at: 2)
        }
        return targets
    }
}

/// Why nothing could be learned.
struct RetrainingError: Error, CustomStringConvertible {
    let description: String

    /// The log holds decisions, but nothing is known of any reply.
    static func nothingLearned(_ decisionCount: Int) -> RetrainingError {
        RetrainingError(
            description: decisionCount == 0
                ? "the log holds no decision to learn from"
                : "none of the log's \(decisionCount) decisions has a reply of which anything is known; feedback, a judge "
                    + "or a weight above 0 for 'rewards.observation' is needed")
    }
}
