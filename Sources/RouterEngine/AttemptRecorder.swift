import Foundation
import RouterCore

/// Times one call and writes it down when it has ended.
struct AttemptRecorder: Sendable {
    let decisionID: String
    let index: Int
    let candidate: Candidate
    let store: any OutcomeStore
    private let startedAt = Date()
    private let start = ContinuousClock.now

    init(decisionID: String, index: Int, candidate: Candidate, store: any OutcomeStore) {
        self.decisionID = decisionID
        self.index = index
        self.candidate = candidate
        self.store = store
    }

    /// Seconds since the call began.
    var elapsedSeconds: Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }

    /// Writes the call down as ended now.
    ///
    /// - Parameters:
    ///   - status: HTTP status; `nil` = no reply came.
    ///   - failure: a fixed word for what went wrong; `nil` = nothing did.
    ///   - firstToken: seconds to the first content; `nil` = none came.
    ///   - usage: tokens as the upstream counted them.
    ///   - finishReason: the upstream's word for why it ended.
    func record(
        status: Int?, failure: String?, firstToken: Double? = nil, usage: TokenUsage = .init(),
        finishReason: String? = nil
    ) {
        store.append(
            .attempt(
                Attempt(
                    decisionID: decisionID, index: index, candidate: candidate.id, startedAt: startedAt,
                    httpStatus: status, failure: failure, timeToFirstTokenSeconds: firstToken,
                    durationSeconds: elapsedSeconds, usage: usage, costUSD: usage.costUSD(at: candidate.price),
                    finishReason: finishReason)))
    }
}
