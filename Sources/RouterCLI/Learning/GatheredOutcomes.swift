import Foundation
import RouterCore
import RouterFeatures
import RouterModel
import RouterTraining

/// What a reading of logs comes to: statistics for heads, and windows for telling drift.
struct GatheredOutcomes {
    /// What is known of one candidate beside its statistics.
    struct Tally {
        var count = 0
        var rewards = 0.0
        var costUSD = 0.0
        var costCount = 0
    }

    private struct TimedOutcome {
        var outcome: OwnOutcome
        let madeAt: Date
    }

    private let reading: OwnOutcomeReading
    private let halfLife: TimeInterval?
    /// When the newest of the records was made, as of which outcomes fade.
    private var newest: Date?
    private(set) var statistics: OwnStatistics
    private var newestOutcomes: [TimedOutcome] = []
    private(set) var recordCount = 0
    /// Outcomes by what says so.
    private(set) var evidence: [Reward.Evidence: Int] = [:]
    private(set) var tallies: [CandidateID: Tally] = [:]
    /// Prompts of the older and of the newest part.
    private(set) var olderPrompts: DriftStatistics
    private(set) var newerPrompts: DriftStatistics
    /// Errors of the estimates that were logged, in both parts.
    private(set) var olderErrors = CalibrationStatistics()
    private(set) var newerErrors = CalibrationStatistics()

    private static let maxRecentCount = 20_000

    /// Nothing is gathered yet.
    ///
    /// - Parameters:
    ///   - base: makes what the heads see.
    ///   - pool: the candidates.
    ///   - rules: what a reply was worth.
    ///   - halfLife: time in which an outcome comes to count half; `nil` = none fades.
    init(base: ModelBundle, pool: CandidatePool, rules: RewardRules, halfLife: TimeInterval? = nil) {
        reading = OwnOutcomeReading(
            scorer: base.model.scorer(for: pool), schemaVersion: base.extractor.schema.version, rules: rules)
        self.halfLife = halfLife
        statistics = OwnStatistics(order: base.model.skillMap.headInputCount)
        olderPrompts = DriftStatistics(names: base.extractor.schema.surfaceNames)
        newerPrompts = olderPrompts
    }

    /// Adds records; those of one log and those of another may come in any order.
    ///
    /// - Parameters:
    ///   - records: a batch of them.
    ///   - isNew: whether they belong to the newest part of their log.
    mutating func add(_ records: [LearningRecord], isNew: Bool) {
        fade(to: records.map(\.madeAt).max())
        var outcomes: [OwnOutcome] = []
        for record in records {
            recordCount += 1
            guard record.features.schemaVersion == reading.schemaVersion else { continue }
            if isNew {
                newerPrompts.add(surface: record.features.surface)
            } else {
                olderPrompts.add(surface: record.features.surface)
            }
            guard var outcome = reading.outcome(of: record) else { continue }
            outcome.weight = weight(at: record.madeAt)
            outcomes.append(outcome)
            newestOutcomes.append(TimedOutcome(outcome: outcome, madeAt: record.madeAt))
            note(outcome, of: record, isNew: isNew)
        }
        statistics.add(outcomes)
        if newestOutcomes.count > 2 * Self.maxRecentCount { newestOutcomes = lastOutcomes }
    }

    /// The newest outcomes, the oldest first, with the weights that they have in the statistics.
    var recent: [OwnOutcome] {
        lastOutcomes.map { timed in
            var outcome = timed.outcome
            outcome.weight = weight(at: timed.madeAt)
            return outcome
        }
    }

    private var lastOutcomes: [TimedOutcome] {
        let sorted = newestOutcomes.enumerated().sorted {
            ($0.element.madeAt, $0.offset) < ($1.element.madeAt, $1.offset)
        }
        return sorted.suffix(Self.maxRecentCount).map(\.element)
    }

    private mutating func fade(to time: Date?) {
        guard let time else { return }
        if let halfLife, let newest, time > newest {
            statistics.decay(by: exp2(-time.timeIntervalSince(newest) / halfLife))
        }
        newest = max(newest ?? time, time)
    }

    private func weight(at time: Date) -> Double {
        guard let halfLife, let newest else { return 1 }
        return exp2(-newest.timeIntervalSince(time) / halfLife)
    }

    private mutating func note(_ outcome: OwnOutcome, of record: LearningRecord, isNew: Bool) {
        for part in reading.rules.reward(of: record.signals)?.parts ?? [] { evidence[part.evidence, default: 0] += 1 }
        var tally = tallies[outcome.candidate] ?? Tally()
        tally.count += 1
        tally.rewards += outcome.reward
        if let cost = record.costUSD {
            tally.costUSD += cost
            tally.costCount += 1
        }
        tallies[outcome.candidate] = tally
        guard let place = record.answeredBy, record.qualities.indices.contains(place) else { return }
        let predicted = min(1, max(0, record.qualities[place]))
        if isNew {
            newerErrors.add(outcome.candidate, reward: outcome.reward, predicted: predicted)
        } else {
            olderErrors.add(outcome.candidate, reward: outcome.reward, predicted: predicted)
        }
    }

    /// The candidate of the highest mean utility so far, of those with at least ten outcomes; `nil` = none has.
    func bestSingle(qualityPerUSD: Double, among pool: CandidatePool) -> CandidateID? {
        func utility(_ tally: Tally) -> Double {
            let cost = tally.costCount > 0 ? tally.costUSD / Double(tally.costCount) : 0
            return tally.rewards / Double(tally.count) - qualityPerUSD * cost
        }
        let known = pool.candidates.map(\.id).filter { (tallies[$0]?.count ?? 0) >= 10 }
        return known.max { one, other in
            (tallies[one].map(utility) ?? 0, other) < (tallies[other].map(utility) ?? 0, one)
        }
    }
}
