import RouterCore
import Synchronization

/// An outcome store that remembers what calls cost, and passes entries on under another policy where there is a log.
final class CallLedger: OutcomeStore {
    /// Where entries go; `nil` = nowhere.
    private let log: (any OutcomeStore)?
    /// The policy that decisions are passed on with.
    private let policy: String
    private let costs = Mutex<[String: Double?]>([:])

    /// Remembers nothing yet.
    init(passingTo log: (any OutcomeStore)? = nil, policy: String = "") {
        self.log = log
        self.policy = policy
    }

    func append(_ entry: LogEntry) {
        if case .attempt(let attempt) = entry {
            costs.withLock { costs in
                // A call that failed before its reply costs nothing as far as anybody knows.
                let cost = attempt.failure == nil ? attempt.costUSD : attempt.costUSD ?? 0
                let before = costs[attempt.decisionID] ?? 0
                costs[attempt.decisionID] = .some(before.flatMap { before in cost.map { before + $0 } })
            }
        }
        guard let log else { return }
        guard case .decision(let decision, let context) = entry else { return log.append(entry) }
        log.append(.decision(decision.relabelled(policy), context))
    }

    func flush() async throws { try await log?.flush() }

    var droppedEntryCount: Int { log?.droppedEntryCount ?? 0 }

    /// What the calls of a decision have cost together, in USD, and forgets it; `nil` = unknown.
    func takeCost(of decisionID: String) -> Double? {
        costs.withLock { $0.removeValue(forKey: decisionID) ?? 0 }
    }
}

extension RoutingDecision {
    /// The same decision under the name of another policy.
    fileprivate func relabelled(_ policy: String) -> RoutingDecision {
        RoutingDecision(
            id: id, choice: choice, propensity: propensity, policy: policy, bundle: bundle, tradeoff: tradeoff,
            seed: seed, candidates: candidates, fallbackOrder: fallbackOrder, features: features,
            degradedBy: degradedBy)
    }
}
