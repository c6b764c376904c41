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

    /// The policy of decisions that a client has made by naming a candidate.
    package static let namedPolicy = "named"

    /// Makes the features that the model reads.
    package let extractor: FeatureExtractor

    /// Prepares decisions of a bundle over a pool.
    public init(
        bundle: ModelBundle, pool: CandidatePool, tradeoff: Tradeoff, policy: any RoutingPolicy = GreedyPolicy()
    ) {
        self.init(
            model: bundle.model, extractor: bundle.extractor, bundleID: bundle.id, pool: pool, tradeoff: tradeoff,
            policy: policy)
    }

    /// Prepares decisions of a model over a pool.
    package init(
        model: ScoringModel, extractor: FeatureExtractor, bundleID: String, pool: CandidatePool, tradeoff: Tradeoff,
        policy: any RoutingPolicy = GreedyPolicy()
    ) {
        scorer = model.scorer(for: pool)
        self.extractor = extractor
        self.bundleID = bundleID
        self.tradeoff = tradeoff
        self.policy = policy
    }

    /// The candidates.
    public var pool: CandidatePool { scorer.pool }

    /// Decides which candidate should answer.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - id: name of the decision.
    ///   - seed: seed of the draw; the same seed and inputs give the same decision.
    /// - Returns: choice, propensity, fallback order and the verdict on every candidate.
    /// - Throws: ``EngineError`` with `.noEligibleCandidate`, naming the reasons of each.
    /// - Complexity: bounded, whatever the length of the conversation.
    public func decide(_ request: RoutingRequest, id: String, seed: UInt64) throws -> RoutingDecision {
        let assessment = assess(request)
        let eligible = assessment.verdicts.indices.filter { assessment.verdicts[$0].isEligible }
        guard !eligible.isEmpty else {
            throw EngineError(
                .noEligibleCandidate, "No models match your request and model restrictions",
                exclusions: assessment.verdicts.map { ($0.candidate, $0.excludedBy) })
        }
        let distribution = policy.distribution(over: eligible.map { assessment.verdicts[$0].utility })
        var random = SplitMix64(seed: seed)
        let draw = distribution.sample(using: &random)
        var verdicts = assessment.verdicts
        for (place, index) in eligible.enumerated() {
            verdicts[index] = verdicts[index].with(probability: distribution.probabilities[place])
        }
        let choice = verdicts[eligible[draw.index]].candidate
        let others = eligible.filter { verdicts[$0].candidate != choice }
            .sorted { (verdicts[$0].utility, $1) > (verdicts[$1].utility, $0) }
        return RoutingDecision(
            id: id, choice: choice, propensity: draw.propensity, policy: policy.name, bundle: bundleID,
            tradeoff: assessment.tradeoff, seed: seed, candidates: verdicts,
            fallbackOrder: [choice] + others.map { verdicts[$0].candidate }, features: assessment.features)
    }

    /// The decision that a client has made by naming a candidate: estimates for the log, no draw, no filter.
    ///
    /// - Parameters:
    ///   - choice: a candidate of the pool.
    ///   - request: what is asked.
    ///   - id: name of the decision.
    /// - Returns: a decision of propensity 1 whose policy is `named`.
    public func record(choice: CandidateID, for request: RoutingRequest, id: String) -> RoutingDecision {
        let assessment = assess(request)
        return RoutingDecision(
            id: id, choice: choice, propensity: .certain, policy: Self.namedPolicy, bundle: bundleID,
            tradeoff: assessment.tradeoff, seed: 0,
            candidates: assessment.verdicts.map { $0.with(probability: $0.candidate == choice ? 1 : 0) },
            fallbackOrder: [choice], features: assessment.features)
    }

    private struct Assessment {
        let features: FeatureVector
        let tradeoff: Tradeoff
        /// Probabilities are still 0.
        let verdicts: [CandidateVerdict]
    }

    private func assess(_ request: RoutingRequest) -> Assessment {
        let features = extractor.features(of: request)
        let tradeoff = request.constraints.tradeoff ?? self.tradeoff
        let estimates = scorer.estimates(for: features, maxOutputTokens: request.needs.maxOutputTokens)
        let exclusions = pool.candidates.map {
            Eligibility.exclusions(of: $0, for: request, promptTokens: features.promptTokens)
        }
        let utilities = utilities(estimates, isEligible: exclusions.map(\.isEmpty), tradeoff: tradeoff)
        let verdicts = pool.candidates.indices.map { index in
            CandidateVerdict(
                candidate: pool.candidates[index].id, estimate: estimates[index], utility: utilities[index],
                probability: 0, excludedBy: exclusions[index])
        }
        return Assessment(features: features, tradeoff: tradeoff, verdicts: verdicts)
    }

    /// What the policy maximises: expected utility, less the do-no-harm margin for all but the eligible candidate that
    /// is best on average.
    ///
    /// - Parameters:
    ///   - estimates: of the pool's candidates, shape `(m)`.
    ///   - isEligible: which of them could serve the request.
    ///   - tradeoff: the dial.
    /// - Returns: shape `(m)`.
    package func utilities(_ estimates: [Estimate], isEligible: [Bool], tradeoff: Tradeoff) -> [Double] {
        appraisal(estimates, isEligible: isEligible, tradeoff: tradeoff).cautious
    }

    /// Utilities and how they came about.
    struct Appraisal {
        /// `quality − λ·cost`, shape `(m)`.
        let expected: [Double]
        /// The same, less the do-no-harm margin, shape `(m)`.
        let cautious: [Double]
        /// The place of the eligible candidate that is best on average; `nil` where fewer than two are eligible.
        let baseline: Int?
    }

    /// The utilities of ``utilities(_:isEligible:tradeoff:)`` with what they were made from; same parameters.
    func appraisal(_ estimates: [Estimate], isEligible: [Bool], tradeoff: Tradeoff) -> Appraisal {
        let weights = UtilityWeights(tradeoff)
        // An unknown price is not a low one: such a candidate counts as dear as the dearest that could be chosen.
        let dearest = zip(estimates, isEligible).lazy.filter(\.1).compactMap(\.0.costUSD).max() ?? 0
        func utility(_ index: Int, quality: Double) -> Double {
            weights.utility(
                quality: quality, costUSD: estimates[index].costUSD ?? dearest,
                latencySeconds: estimates[index].latencySeconds ?? 0)
        }
        let expected = estimates.indices.map { utility($0, quality: estimates[$0].quality) }
        let eligible = estimates.indices.filter { isEligible[$0] }
        guard eligible.count > 1 else { return Appraisal(expected: expected, cautious: expected, baseline: nil) }
        let cautious = DoNoHarm.cautious(
            utilities: expected,
            averages: estimates.indices.map {
                isEligible[$0] ? utility($0, quality: scorer.averageQualities[$0]) : -.infinity
            },
            deviation: { scorer.differenceDeviation($0, $1, estimates) })
        return Appraisal(expected: expected, cautious: cautious.utilities, baseline: cautious.baseline)
    }
}

extension CandidateVerdict {
    fileprivate func with(probability: Double) -> CandidateVerdict {
        CandidateVerdict(
            candidate: candidate, estimate: estimate, utility: utility, probability: probability, excludedBy: excludedBy
        )
    }
}
