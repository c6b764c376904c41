package import Foundation
import Synchronization

/// What the last retraining has found, and how many there were: what learning shows in the metrics.
package final class LearningBoard: Sendable {
    /// One retraining.
    package struct Report: Sendable, Hashable {
        /// A number that was watched for drift.
        package struct Drift: Sendable, Hashable {
            /// `prompts` for a feature's mean, `calibration` for a candidate's error of estimation.
            package let kind: String
            /// The feature or the candidate.
            package let name: String
            /// By how much it has moved.
            package let difference: Double
            /// Beyond which it is an alarm.
            package let threshold: Double

            /// Keeps the values.
            package init(kind: String, name: String, difference: Double, threshold: Double) {
                self.kind = kind
                self.name = name
                self.difference = difference
                self.threshold = threshold
            }
        }

        /// When it ended.
        package let endedAt: Date
        /// A fixed word: `promoted`, `refused` or `too_little_evidence`.
        package let verdict: String
        /// Outcomes that were learned from.
        package let outcomeCount: Double
        /// What the challenger earns more than the champion, in utility; `nil` = nothing to judge by.
        package let difference: Double?
        /// What was watched.
        package let drift: [Drift]

        /// Keeps the values.
        package init(
            endedAt: Date, verdict: String, outcomeCount: Double, difference: Double?, drift: [Drift]
        ) {
            self.endedAt = endedAt
            self.verdict = verdict
            self.outcomeCount = outcomeCount
            self.difference = difference
            self.drift = drift
        }
    }

    private struct State {
        var last: Report?
        var counts: [String: Int] = [:]
        var failureCount = 0
    }

    private let state = Mutex(State())

    /// Nothing has happened yet.
    package init() {}

    /// A retraining has ended.
    package func ended(_ report: Report) {
        state.withLock { state in
            state.last = report
            state.counts[report.verdict, default: 0] += 1
        }
    }

    /// A retraining has failed.
    package func failed() { state.withLock { $0.failureCount += 1 } }

    /// Writes what there is to say; nothing before the first retraining.
    func write(to writer: inout ExpositionWriter) {
        let state = self.state.withLock { $0 }
        guard state.last != nil || state.failureCount > 0 else { return }
        writer.begin("autorouter_retrainings_total", .counter, "Retrainings of this server, by what came of them.")
        for verdict in state.counts.keys.sorted() {
            writer.sample([("verdict", verdict)], state.counts[verdict] ?? 0)
        }
        writer.sample([("verdict", "failed")], state.failureCount)
        guard let last = state.last else { return }
        writer.begin("autorouter_retraining_timestamp_seconds", .gauge, "When the last retraining ended.")
        writer.sample([], last.endedAt.timeIntervalSince1970)
        writer.begin("autorouter_retraining_outcomes", .gauge, "Outcomes that the last retraining has learned from.")
        writer.sample([], last.outcomeCount)
        if let difference = last.difference {
            writer.begin(
                "autorouter_retraining_advantage", .gauge,
                "Utility that the last challenger was estimated to earn more than the champion.")
            writer.sample([], difference)
        }
        writer.begin(
            "autorouter_drift", .gauge,
            "How much features' means and candidates' errors have moved, at the last retraining.")
        for drift in last.drift { writer.sample([("kind", drift.kind), ("name", drift.name)], drift.difference) }
        writer.begin("autorouter_drift_alarm", .gauge, "1 where that is beyond the threshold of an alarm.")
        for drift in last.drift {
            writer.sample(
                [("kind", drift.kind), ("name", drift.name)], abs(drift.difference) > drift.threshold ? 1 : 0)
        }
    }
}
