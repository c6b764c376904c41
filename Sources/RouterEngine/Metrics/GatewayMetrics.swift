package import Foundation
package import RouterCore
import Synchronization

/// Counts what the gateway does and prints it for Prometheus.
///
/// Labels are bounded: candidates' ids, providers' keys and fixed words. Each method takes one short lock.
package final class GatewayMetrics: Sendable {
    private let pool: CandidatePool
    private let version: String
    private let startedAt: Date
    private let counts: Mutex<GatewayCounts>
    private let inFlight = Atomic<Int>(0)

    /// Nothing is counted yet.
    ///
    /// - Parameters:
    ///   - pool: the candidates.
    ///   - version: of the program.
    ///   - startedAt: when the process began.
    package init(pool: CandidatePool, version: String, startedAt: Date) {
        self.pool = pool
        self.version = version
        self.startedAt = startedAt
        counts = Mutex(GatewayCounts(candidateCount: pool.candidates.count))
    }

    /// A request has come; ``requestEnded(api:dialect:status:durationSeconds:)`` follows, once.
    package func requestBegan() { inFlight.add(1, ordering: .relaxed) }

    /// The reply to a request has ended.
    ///
    /// - Parameters:
    ///   - api: what the client speaks.
    ///   - dialect: a fixed word for the client's habits, for example `openrouter`.
    ///   - status: the HTTP status that the client got; 499 = the client went away first.
    ///   - durationSeconds: from the request to the end of its reply.
    package func requestEnded(api: UpstreamAPI, dialect: String, status: Int, durationSeconds: Double) {
        inFlight.subtract(1, ordering: .relaxed)
        let kind = GatewayCounts.RequestKind(api: api, dialect: dialect, status: status)
        counts.withLock { $0.addRequest(kind, seconds: durationSeconds) }
    }

    /// A decision was made for a request.
    ///
    /// - Parameters:
    ///   - decision: one over the pool, whose candidates are those of the pool in its order.
    ///   - seconds: how long it took.
    package func decided(_ decision: RoutingDecision, seconds: Double) {
        precondition(
            decision.candidates.count <= pool.candidates.count,
            "a decision over \(decision.candidates.count) candidates is not over a pool of \(pool.candidates.count)")
        guard let choice = pool.index(of: decision.choice) else { return }
        counts.withLock { $0.addDecision(decision, choice: choice, seconds: seconds) }
    }

    /// A call of a candidate has ended.
    ///
    /// - Parameters:
    ///   - index: the candidate's place in the pool.
    ///   - result: what became of it.
    ///   - firstTokenSeconds: from the call to its first content; `nil` = none came.
    ///   - durationSeconds: from the call to its end.
    ///   - usage: tokens as the upstream counted them.
    ///   - costUSD: what our books hold; `nil` = unknown, which is counted for good replies.
    package func attempted(
        _ index: Int, _ result: CallResult.Kind, firstTokenSeconds: Double?, durationSeconds: Double,
        usage: TokenUsage, costUSD: Double?
    ) {
        counts.withLock {
            $0.addAttempt(
                index, result, firstTokenSeconds: firstTokenSeconds, durationSeconds: durationSeconds, usage: usage,
                costUSD: costUSD)
        }
    }

    /// A candidate answers a request.
    ///
    /// - Parameters:
    ///   - index: its place in the pool.
    ///   - isFallback: whether others had been tried before it.
    package func answered(_ index: Int, isFallback: Bool) {
        counts.withLock { $0.addAnswer(index, isFallback: isFallback) }
    }

    /// Everything, in Prometheus' text format: `text/plain; version=0.0.4; charset=utf-8`.
    ///
    /// - Parameters:
    ///   - logQueueDepth: entries of the outcome log that are not written yet; `nil` = not known.
    ///   - droppedLogEntryCount: entries of the outcome log that were lost.
    ///   - failedLogWriteCount: commits of the outcome log that failed and are tried again.
    ///   - circuits: how candidates and providers are.
    /// - Returns: whole lines.
    package func text(
        logQueueDepth: Int?, droppedLogEntryCount: Int, failedLogWriteCount: Int = 0, circuits: [CircuitSnapshot]
    ) -> String {
        // Copied and written outside of the lock: requests do not wait for it.
        let counts = self.counts.withLock { $0 }
        var writer = ExpositionWriter()
        counts.write(to: &writer, models: pool.candidates.map(\.id.rawValue))
        writer.begin("autorouter_requests_in_flight", .gauge, "Requests whose reply has not ended.")
        writer.sample([], inFlight.load(ordering: .relaxed))
        if let logQueueDepth {
            writer.begin("autorouter_log_queue_depth", .gauge, "Entries of the outcome log that are not written yet.")
            writer.sample([], logQueueDepth)
        }
        writer.begin("autorouter_log_dropped_total", .counter, "Entries of the outcome log that were lost.")
        writer.sample([], droppedLogEntryCount)
        writer.begin(
            "autorouter_log_write_failures_total", .counter,
            "Commits of the outcome log that failed; their entries wait and are tried again.")
        writer.sample([], failedLogWriteCount)
        writer.begin(
            "autorouter_circuit_state", .gauge, "1 for the state that the circuit of an upstream is in, otherwise 0.")
        for circuit in circuits {
            for state in CircuitSnapshot.State.allCases {
                writer.sample(
                    [("upstream", circuit.name), ("kind", circuit.subject.rawValue), ("state", state.rawValue)],
                    circuit.state == state ? 1 : 0)
            }
        }
        writer.begin("autorouter_build_info", .gauge, "Always 1; the version is a label.")
        writer.sample([("version", version)], 1)
        writer.begin("process_start_time_seconds", .gauge, "When the process began, in seconds since 1970.")
        writer.sample([], startedAt.timeIntervalSince1970)
        return writer.text
    }
}
