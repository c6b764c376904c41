import RouterCore
import RouterModel
import RouterTraining

/// Logged decisions as the outcomes that heads learn from.
///
/// A reply teaches about the candidate that gave it, whoever was chosen first. A call that failed teaches nothing about
/// quality: whether a candidate can be reached is the health board's business.
struct OwnOutcomeReading {
    /// Makes what the heads see.
    let scorer: PoolScorer
    /// Version of the features that the scorer reads.
    let schemaVersion: Int
    /// What a reply was worth.
    let rules: RewardRules

    /// The outcome of a record; `nil` if nobody answered, nothing is known of the reply, or its features are of another
    /// schema.
    func outcome(of record: LearningRecord) -> OwnOutcome? {
        guard record.features.schemaVersion == schemaVersion, let place = record.answeredBy,
            let reward = rules.reward(of: record.signals)
        else { return nil }
        return OwnOutcome(
            candidate: record.pool[place], input: scorer.headInput(record.features), reward: reward.value,
            completionTokens: record.completionTokens, durationSeconds: record.durationSeconds)
    }
}
