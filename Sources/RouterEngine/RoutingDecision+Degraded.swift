import RouterCore
import RouterFeatures

extension RoutingDecision {
    /// The decision that is left when there is no model to decide: one candidate, and after it the others in pool
    /// order.
    static func degraded(
        to choice: CandidateID, pool: CandidatePool, request: RoutingRequest, id: String, reason: String
    ) -> RoutingDecision {
        RoutingDecision(
            id: id, choice: choice, propensity: .certain, policy: "default", bundle: "none",
            tradeoff: request.constraints.tradeoff ?? .balanced, seed: 0, candidates: [],
            fallbackOrder: [choice] + pool.candidates.map(\.id).filter { $0 != choice },
            features: FeatureExtractor().features(of: request), degradedBy: reason)
    }
}
