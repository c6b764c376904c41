import Foundation
import RouterCore
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

    private var reading: OwnOutcomeReading
    private let halfLife: TimeInterval?
    private var newest: Date?
    private(set) var statistics: OwnStatistics
    /// The newest outcomes, oldest first.
    private(set) var recent: [OwnOutcome] = []
    private(set) var recordCount = 0
    /// Outcomes by what says so.
    private(set) var evidence: [Reward.Evidence: Int] = [:]
    private(set) var tallies: [CandidateID: Tally] = [:]
    private(set) var timeRange: ClosedRange<Date>?
    /// Prompts of the older and of the newest part.
    private(set) var olderPrompts: DriftStatistics
    private(set) var newerPrompts: DriftStatistics
    /// Errors of the estimates that were logged, in both parts.
    private(set) var olderErrors = CalibrationStatistics()
    private(set) var newerErrors = CalibrationStatistics()

    private static let maxRecentCount = 20_000

    init(reading: OwnOutcomeReading, order: Int, surfaceNames: [String], halfLife: TimeInterval?) {
        self.reading = reading
        self.halfLife = halfLife
        statistics = OwnStatistics(order: order)
        olderPrompts = DriftStatistics(names: surfaceNames)
        newerPrompts = olderPrompts
    }

    /// Adds records, none of which is older than those before.
    ///
    /// - Parameters:
    ///   - records: the oldest first.
    ///   - isNew: whether they belong to the newest part.
    mutating func add(_ records: [LearningRecord], isNew: Bool) {
        fade(to: records.last?.madeAt)
        var outcomes: [OwnOutcome] = []
        for record in records {
            recordCount += 1
            timeRange =
                min(
                    timeRange?.lowerBound ?? record.madeAt, record.madeAt)...max(
                    timeRange?.upperBound ?? record.madeAt, record.madeAt)
            guard record.features.schemaVersion == reading.schemaVersion else { continue }
            if isNew {
                newerPrompts.add(surface: record.features.surface)
            } else {
                olderPrompts.add(surface: record.features.surface)
            }
            guard let outcome = reading.outcome(of: record) else { continue }
            outcomes.append(outcome)
            note(outcome, of: record, isNew: isNew)
        }
        statistics.add(outcomes)
        recent += outcomes
        if recent.count > 2 * Self.maxRecentCount { recent.removeFirst(recent.count - Self.maxRecentCount) }
    }

    private mutating func fade(to time: Date?) {
        guard let halfLife, let time else { return }
        if let newest, time > newest { statistics.decay(by: exp2(-time.timeIntervalSince(newest) / halfLife)) }
        newest = max(newest ?? time, time)
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
