import Foundation
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterOutcomeLog
import RouterTraining
import ServiceLifecycle

/// Retrains a running server every so often; the watcher of the champion puts into use what is promoted.
struct RetrainService: Service {
    let setup: Setup
    /// The log that the server writes.
    let log: OutcomeLogReader
    /// Time between two retrainings.
    let interval: Duration
    let board: LearningBoard
    /// Takes a line for people.
    let note: @Sendable (String) -> Void

    /// Retrains until shutdown.
    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var lastKey: Int64 = 0
            while true {
                try await Task.sleep(for: interval)
                // Answers are given on threads of their own: this one may be busy for seconds.
                lastKey = await Task.detached(priority: .background) { [lastKey] in await retrain(after: lastKey) }
                    .value
            }
        }
    }

    /// Retrains if enough was said since the last time.
    ///
    /// - Parameter key: of the last outcome that was there then.
    /// - Returns: the same for the next time.
    func retrain(after key: Int64) async -> Int64 {
        do {
            let new = try await log.judgedDecisionCount(
                afterKey: key, countsObservations: setup.configuration.rewards.observationWeight > 0)
            guard new.count >= setup.configuration.retrain.minOutcomes else { return key }
            let job = try RetrainJob(setup, since: nil)
            let result = try await job.retraining.run([log])
            // A challenger of which nothing can be said is not worth its space every hour; one that was looked at is kept
            // with the look, which is to be counted.
            if !result.isUndecided || job.isLook(result) { _ = try job.store(result) }
            board.ended(Self.report(result))
            note("retrained: \(result.reason)")
            return new.lastKey
        } catch {
            board.failed()
            note("retraining failed: \(error)")
            return key
        }
    }

    private static func report(_ result: RetrainingResult) -> LearningBoard.Report {
        func drift(_ kind: String, _ readings: [DriftReading]) -> [LearningBoard.Report.Drift] {
            readings.map { .init(kind: kind, name: $0.name, difference: $0.difference, threshold: $0.threshold) }
        }
        return .init(
            endedAt: Date(),
            verdict: result.isPromoted ? "promoted" : result.isUndecided ? "too_little_evidence" : "refused",
            outcomeCount: result.gathered.statistics.count, difference: result.promotion?.figures.difference,
            drift: drift("prompts", result.gathered.drift.features.readings)
                + drift("calibration", result.gathered.drift.calibration.readings))
    }
}
