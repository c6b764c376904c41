import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel
import RouterTraining

/// Logged decisions as off-policy evaluation needs them, gathered record by record for several targets at once.
struct ReplayRows {
    /// What is asked of an outcome.
    enum Measure {
        /// The reward, [0, 1].
        case quality
        /// USD.
        case costUSD
        /// Reward less the cost in quality, [−1, 1].
        case utility
    }

    private struct Row {
        let choice: Int
        let reward: Double
        let costUSD: Double
        let logging: [Double]
        let modelledQualities: [Double]
        let modelledCosts: [Double]
        /// By target, shape `(m)` each.
        let targets: [[Double]]
    }

    /// Why records could not be used.
    struct LeftOut: Hashable {
        /// The choice was the client's, a conversation's or nobody's.
        var notDrawn = 0
        /// Nothing is known of the reply.
        var withoutReward = 0
        /// Features of another schema.
        var otherSchema = 0
        /// A target had nobody to offer.
        var withoutCandidate = 0
    }

    /// Who is asked.
    let targets: [ReplayTarget]
    private(set) var leftOut = LeftOut()
    /// Prices and names of candidates.
    private let pool: CandidatePool
    private let rules: RewardRules
    private let model: ScoringModel
    private let extractor: FeatureExtractor
    private let tradeoff: Tradeoff
    /// Whether costs are made anew from tokens and the pool's prices.
    private let isRepriced: Bool
    private var rows: [Row] = []
    private var placed: [[CandidateID]: Placement] = [:]

    private struct Placement {
        let scorer: PoolScorer
        let targets: [PlacedTarget]
    }

    /// - Parameters:
    ///   - targets: who is asked.
    ///   - pool: candidates with the prices in force.
    ///   - model: what rewards are modelled by; it should not have learned from the records.
    ///   - extractor: of the model's features.
    ///   - tradeoff: the dial that utilities are counted at.
    ///   - rules: what a reply was worth.
    ///   - isRepriced: whether costs are made anew from tokens and the pool's prices.
    init(
        targets: [ReplayTarget], pool: CandidatePool, model: ScoringModel, extractor: FeatureExtractor,
        tradeoff: Tradeoff, rules: RewardRules, isRepriced: Bool = false
    ) {
        self.targets = targets
        self.pool = pool
        self.model = model
        self.extractor = extractor
        self.tradeoff = tradeoff
        self.rules = rules
        self.isRepriced = isRepriced
    }

    /// The number of decisions that tell something.
    var count: Int { rows.count }

    /// Adds a record, or counts why it cannot be used.
    mutating func add(_ record: LearningRecord) {
        guard record.wasDrawn, let choice = record.choice else {
            leftOut.notDrawn += 1
            return
        }
        guard record.features.schemaVersion == extractor.schema.version else {
            leftOut.otherSchema += 1
            return
        }
        guard let reward = rules.reward(of: record.signals) else {
            leftOut.withoutReward += 1
            return
        }
        guard let placement = placement(record.pool) else {
            leftOut.withoutCandidate += 1
            return
        }
        let estimates = placement.scorer.estimates(for: record.features)
        // A candidate of unknown price counts as the dearest.
        let dearest = estimates.compactMap(\.costUSD).max() ?? 0
        let costs = estimates.map { $0.costUSD ?? dearest }
        let probabilities = placement.targets.compactMap { $0.probabilities(for: record, expectedCosts: costs) }
        guard probabilities.count == targets.count else {
            leftOut.withoutCandidate += 1
            return
        }
        let answering = record.answeredBy ?? choice
        rows.append(
            Row(
                choice: choice, reward: reward.value,
                costUSD: cost(of: record, answering, price: placement.scorer.pool.candidates[answering].price)
                    ?? costs[answering],
                logging: record.probabilities, modelledQualities: estimates.map(\.quality), modelledCosts: costs,
                targets: probabilities))
    }

    private func cost(of record: LearningRecord, _ place: Int, price: Price) -> Double? {
        guard isRepriced else { return record.costUSD ?? record.costsUSD[place] }
        return record.completionTokens.flatMap {
            price.costUSD(
                promptTokens: Double(record.promptTokens ?? record.features.promptTokens), completionTokens: Double($0))
        }
    }

    private mutating func placement(_ ids: [CandidateID]) -> Placement? {
        if let known = placed[ids] { return known }
        let candidates = ids.map { id in
            pool[id: id] ?? Candidate(id: id, provider: "", upstreamModel: id.rawValue)
        }
        guard let logged = try? CandidatePool(candidates) else { return nil }
        let placement = Placement(
            scorer: model.scorer(for: logged), targets: targets.map { PlacedTarget($0, over: logged) })
        placed[ids] = placement
        return placement
    }

    /// The samples of one target.
    func samples(of target: Int, _ measure: Measure) -> [OffPolicySample] {
        rows.map { row in
            OffPolicySample(
                choice: row.choice, reward: value(row.reward, row.costUSD, measure), loggingProbabilities: row.logging,
                targetProbabilities: row.targets[target],
                modelledRewards: row.modelledQualities.indices.map {
                    value(row.modelledQualities[$0], row.modelledCosts[$0], measure)
                })
        }
    }

    /// Contains all values of a measure.
    func range(of measure: Measure) -> ClosedRange<Double> {
        switch measure {
        case .quality: 0...1
        case .utility: -1...1
        case .costUSD: 0...max(1e-9, rows.reduce(0) { max($0, $1.costUSD, $1.modelledCosts.max() ?? 0) })
        }
    }

    /// A cost that outweighs two perfect replies counts as two: at the end of the dial any cost would be without bound.
    private func value(_ quality: Double, _ costUSD: Double, _ measure: Measure) -> Double {
        switch measure {
        case .quality: quality
        case .costUSD: costUSD
        case .utility: max(-1, quality - tradeoff.qualityPerUSD * costUSD)
        }
    }
}

extension LearningRecord {
    /// Whether the choice was drawn from the logged probabilities, and not made by the client, for a conversation, or
    /// because routing failed.
    var wasDrawn: Bool {
        guard degradedBy == nil, !DecisionMaker.isClientsPolicy(policy), policy != RoutingDecision.comparedPolicy,
            policy != Self.importedPolicy, let choice, probabilities[choice] > 0
        else { return false }
        return abs(probabilities.reduce(0, +) - 1) <= 1e-6
    }

    /// The policy of outcomes that were imported and not decided.
    static let importedPolicy = "imported"
}
