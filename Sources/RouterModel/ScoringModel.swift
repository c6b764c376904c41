public import RouterCore

/// The learned function: a request's features to what each candidate would be worth.
///
/// Immutable; made by training, read from a bundle.
public struct ScoringModel: Sendable {
    /// The feature schema version that it was trained on.
    public let schemaVersion: Int
    /// Features to what the heads see.
    package let skillMap: SkillMap
    /// Heads of the known models, names unique.
    package let heads: [CandidateHead]
    /// The head of a model of which nothing is known.
    package let meanHead: CandidateHead
    /// Raw score that a tenfold price is worth, for a model of which only the price is known.
    package let scorePerPriceDecade: Double
    /// The decimal logarithm of the blended price at which the mean head holds.
    package let meanLogPrice: Double

    /// Standard deviation over kinds of prompts of the error of the estimated difference between two known models,
    /// row-major, shape `(m, m)`.
    package let shiftDeviations: [Float]
    /// What published scores say of a model that is not known.
    package let benchmarks: [BenchmarkAbility]

    private let indexByName: [String: Int]
    private let indexByCanonicalName: [String: Int]
    private let indexByUndatedName: [String: Int]

    /// Keeps the parts.
    package init(
        schemaVersion: Int, skillMap: SkillMap, heads: [CandidateHead], meanHead: CandidateHead,
        scorePerPriceDecade: Double, meanLogPrice: Double, shiftDeviations: [Float],
        benchmarks: [BenchmarkAbility] = []
    ) {
        precondition(shiftDeviations.count == heads.count * heads.count, "shapes do not fit")
        for head in heads + [meanHead] {
            precondition(head.weights.count == skillMap.headInputCount, "head '\(head.name)' has another length")
        }
        self.schemaVersion = schemaVersion
        self.skillMap = skillMap
        self.heads = heads
        self.meanHead = meanHead
        self.scorePerPriceDecade = scorePerPriceDecade
        self.meanLogPrice = meanLogPrice
        self.shiftDeviations = shiftDeviations
        self.benchmarks = benchmarks
        indexByName = Dictionary(heads.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        // Where tables know a model under several names, the head that saw most outcomes stands for them.
        indexByCanonicalName = Dictionary(
            heads.enumerated().map { (ModelName.canonical($1.name), $0) },
            uniquingKeysWith: { heads[$0].outcomeCount >= heads[$1].outcomeCount ? $0 : $1 })
        // People leave the date of a release out; of several releases the one that saw most outcomes stands for them.
        indexByUndatedName = Dictionary(
            heads.enumerated().map { (ModelName.undated(ModelName.canonical($1.name)), $0) },
            uniquingKeysWith: { heads[$0].outcomeCount >= heads[$1].outcomeCount ? $0 : $1 })
    }

    /// The names of the known models, in the order of the bundle.
    public var candidateNames: [String] { heads.map(\.name) }

    /// The known models as a pool of their own, with the prices of the tables that they were learned from.
    ///
    /// - Throws: ``RouterCore/CoreError`` if the model knows none.
    public func ownPool() throws -> CandidatePool {
        try CandidatePool(
            heads.map { head in
                Candidate(
                    id: CandidateID(head.name), provider: "bundle", upstreamModel: head.name, price: head.price,
                    like: head.name)
            })
    }

    /// The place of a known model by its name, or by another name for the same model.
    package func index(named name: String) -> Int? {
        indexByName[name] ?? indexByCanonicalName[ModelName.canonical(name)]
    }

    /// The place of the known model that a candidate is said to be like; the date of a release may be left out.
    package func index(like name: String) -> Int? {
        index(named: name) ?? indexByUndatedName[ModelName.undated(ModelName.canonical(name))]
    }

    /// Prepares the estimates for a pool: which head stands for which candidate is settled once, not at each request.
    public func scorer(for pool: CandidatePool) -> PoolScorer { PoolScorer(model: self, pool: pool) }
}
