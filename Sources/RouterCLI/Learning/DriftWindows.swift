import Foundation
import RouterCore
import RouterFeatures
import RouterOutcomeLog
import RouterTraining
import RouterWire

/// The older and the newest part of a log, for telling whether prompts or candidates have changed.
struct DriftWindows {
    private(set) var olderPrompts: DriftStatistics
    private(set) var newerPrompts: DriftStatistics
    private(set) var olderErrors = CalibrationStatistics()
    private(set) var newerErrors = CalibrationStatistics()

    /// Share of the decisions, the newest, that are held against the others.
    static let newestShare = 0.25

    /// No decisions yet.
    ///
    /// - Parameter surfaceNames: names of the surface block.
    init(surfaceNames: [String]) {
        olderPrompts = DriftStatistics(names: surfaceNames)
        newerPrompts = olderPrompts
    }

    /// Adds a decision.
    ///
    /// - Parameters:
    ///   - record: with features of the schema whose names were given.
    ///   - reward: of its reply; `nil` = nothing is known of it.
    ///   - isNew: whether it belongs to the newest part.
    mutating func add(_ record: LearningRecord, reward: Double?, isNew: Bool) {
        // Neither was asked of this server, and what was imported has no estimates.
        guard !record.isImported, record.policy != RoutingDecision.comparedPolicy else { return }
        if isNew {
            newerPrompts.add(surface: record.features.surface)
        } else {
            olderPrompts.add(surface: record.features.surface)
        }
        guard let reward, let place = record.answeredBy, record.qualities.indices.contains(place) else { return }
        let (candidate, predicted) = (record.pool[place], min(1, max(0, record.qualities[place])))
        if isNew {
            newerErrors.add(candidate, reward: reward, predicted: predicted)
        } else {
            olderErrors.add(candidate, reward: reward, predicted: predicted)
        }
    }

    /// Whether prompts have changed.
    var features: FeatureDrift { FeatureDrift(recent: newerPrompts, reference: olderPrompts) }

    /// Whether candidates do otherwise than estimated, compared with the older part.
    var calibration: CalibrationDrift { CalibrationDrift(recent: newerErrors, reference: olderErrors) }

    /// Reads a log.
    ///
    /// - Parameters:
    ///   - log: the log; decisions of another feature schema are left out.
    ///   - rules: what a reply was worth.
    /// - Returns: both parts, divided by time.
    /// - Throws: what reading throws.
    static func reading(_ log: OutcomeLogReader, rules: RewardRules) async throws -> DriftWindows {
        let schema = FeatureExtractor().schema
        var windows = DriftWindows(surfaceNames: schema.surfaceNames)
        guard let split = try await log.decisionTime(atShare: 1 - newestShare) else { return windows }
        try await log.forEachLearningRecord { records in
            for record in records where record.features.surface.count == schema.surfaceNames.count {
                windows.add(
                    record, reward: rules.reward(of: record.signals)?.value, isNew: record.madeAt >= split)
            }
        }
        return windows
    }
}

extension DriftWindows {
    /// A list with an object for each alarm.
    func writeAlarms(to json: inout JSONWriter) {
        func write(_ reading: DriftReading, _ kind: String, to json: inout JSONWriter) {
            json.object { json in
                json.key("kind", string: kind)
                json.key("name", string: reading.name)
                json.key("difference", double: reading.difference, digits: 6)
                json.key("threshold", double: reading.threshold, digits: 6)
            }
        }
        json.array { json in
            for reading in features.alarms { write(reading, "prompts", to: &json) }
            for reading in calibration.alarms { write(reading, "calibration", to: &json) }
        }
    }

    /// A line for each alarm, or one that says that there is none.
    var text: String {
        var lines = features.alarms.prefix(5).map { reading in
            "Drift: prompts have changed in \(reading.name) by \(Format.decimals(reading.difference, 3)) (alarm beyond ±\(Format.decimals(reading.threshold, 3)))."
        }
        lines += calibration.alarms.map { reading in
            "Drift: \(reading.name) does \(reading.difference < 0 ? "worse" : "better") than estimated by \(Format.decimals(abs(reading.difference), 3)) more than before (alarm beyond ±\(Format.decimals(reading.threshold, 3)))."
        }
        let rate = Format.decimals(100 * features.falseAlarmRate, 0)
        return lines.isEmpty
            ? "No drift between the older and the newest part (false alarms: \(rate) % each for prompts and for estimates)."
            : lines.joined(separator: "\n")
    }
}
