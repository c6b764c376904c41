public import RouterCore
package import RouterFeatures
public import RouterModel

/// Features → estimates → eligible candidates → utilities → choice: the one place where decisions are made.
///
/// Immutable: another bundle, pool or policy is another decision maker.
public struct DecisionMaker: Sendable {
    /// The prepared model and the pool.
    public let scorer: PoolScorer
    /// Name and checksum of the bundle.
    public let bundleID: String
    /// The dial where a request does not set it.
    public let tradeoff: Tradeoff
    /// How utilities become a choice.
    public let policy: any RoutingPolicy
    /// Points of quality that the candidate of a conversation may be worth less than the best one and still be kept; not
    /// negative.
    public let reach: Double

    /// The policy of decisions that a client has made by naming a candidate.
    package static let namedPolicy = "named"
    /// The policy of decisions that keep the candidate of a conversation because the client asks for it.
    package static let pinnedPolicy = "pinned"
    /// The policy of decisions that keep the candidate of a conversation because it is within reach of the best.
    package static let stickyPolicy = "sticky"

    /// Makes the features that the model reads.
    package let extractor: FeatureExtractor

    /// Prepares decisions of a bundle over a pool.
    public init(
        bundle: ModelBundle, pool: CandidatePool, tradeoff: Tradeoff, policy: any RoutingPolicy = GreedyPolicy(),
        reach: Double = 0.02
    ) {
        self.init(
            model: bundle.model, extractor: bundle.extractor, bundleID: bundle.id, pool: pool, tradeoff: tradeoff,
            policy: policy, reach: reach)
    }

    /// Prepares decisions of a model over a pool.
    package init(
        model: ScoringModel, extractor: FeatureExtractor, bundleID: String, pool: CandidatePool, tradeoff: Tradeoff,
        policy: any RoutingPolicy = GreedyPolicy(), reach: Double = 0.02
    ) {
        precondition(reach >= 0, "a reach of \(reach) is negative")
        scorer = model.scorer(for: pool)
        self.extractor = extractor
        self.bundleID = bundleID
        self.tradeoff = tradeoff
        self.policy = policy
        self.reach = reach
    }

    /// The candidates.
    public var pool: CandidatePool { scorer.pool }

    /// Decides which candidate should answer, as if all were healthy and nothing had been observed of them.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - id: name of the decision.
    ///   - seed: seed of the draw; the same seed and inputs give the same decision.
    /// - Returns: choice, propensity, fallback order and the verdict on every candidate.
    /// - Throws: ``EngineError`` with `.noEligibleCandidate`, naming the reasons of each.
    /// - Complexity: bounded, whatever the length of the conversation.
    public func decide(_ request: RoutingRequest, id: String, seed: UInt64) throws -> RoutingDecision {
        try decide(request, id: id, seed: seed, conditions: [], mayLose: { _ in true })
    }

    /// Decides which candidate should answer.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - id: name of the decision.
    ///   - seed: seed of the draw; the same seed and inputs give the same decision.
    ///   - conditions: how the candidates have done, in pool order; empty = all are healthy and nothing was observed.
    ///   - mayLose: asked once, before the draw, where the policy would explore: whether so much may be lost in
    ///     expectation; if not, the choice is the greedy one and the policy's name says `capped(…)`.
    /// - Returns: choice, propensity, fallback order and the verdict on every candidate.
    /// - Throws: ``EngineError`` with `.noEligibleCandidate`, naming the reasons of each.
    package func decide(
        _ request: RoutingRequest, id: String, seed: UInt64, conditions: [CandidateCondition],
        mayLose: (ExpectedRegret) -> Bool = { _ in true }
    ) throws -> RoutingDecision {
        let assessment = assess(request, conditions)
        guard !assessment.eligible.isEmpty else {
            throw EngineError.noEligibleCandidate(pool, assessment.exclusions)
        }
        let selection = select(for: request.constraints, assessment, conditions, seed: seed, mayLose: mayLose)
        return RoutingDecision(
            id: id, choice: pool.candidates[selection.order[0]].id, propensity: selection.propensity,
            policy: selection.policy, bundle: bundleID, tradeoff: assessment.tradeoff, seed: seed,
            candidates: assessment.verdicts(pool) { place in
                selection.distribution.map { $0.probabilities[place] }
                    ?? (assessment.eligible[place] == selection.order[0] ? 1 : 0)
            },
            fallbackOrder: selection.order.map { pool.candidates[$0].id }, features: assessment.features)
    }

    /// The decision that a client has made by naming a candidate: estimates for the log, no draw, no filter.
    ///
    /// - Parameters:
    ///   - choice: a candidate of the pool.
    ///   - request: what is asked.
    ///   - id: name of the decision.
    /// - Returns: a decision of propensity 1 whose policy is `named`; its verdicts say who could not have served.
    public func record(choice: CandidateID, for request: RoutingRequest, id: String) -> RoutingDecision {
        record(choice: choice, for: request, id: id, conditions: [])
    }

    /// The decision that a client has made by naming a candidate: estimates for the log, no draw, no filter.
    ///
    /// - Parameters:
    ///   - choice: a candidate of the pool.
    ///   - request: what is asked.
    ///   - id: name of the decision.
    ///   - conditions: how the candidates have done, in pool order; empty = all are healthy.
    /// - Returns: a decision of propensity 1 whose policy is `named`; its verdicts say who could not have served.
    package func record(
        choice: CandidateID, for request: RoutingRequest, id: String, conditions: [CandidateCondition]
    ) -> RoutingDecision {
        let assessment = assess(request, conditions)
        let chosen = pool.index(of: choice)
        return RoutingDecision(
            id: id, choice: choice, propensity: .certain, policy: Self.namedPolicy, bundle: bundleID,
            tradeoff: assessment.tradeoff, seed: 0,
            candidates: pool.candidates.indices.map { index in
                assessment.verdict(on: index, of: pool, probability: index == chosen ? 1 : 0)
            },
            fallbackOrder: [choice], features: assessment.features)
    }
}
