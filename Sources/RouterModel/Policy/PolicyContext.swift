public import RouterCore

/// What a policy knows of the candidates that could serve a request: parallel lists, shape `(m)`, at least one long.
public struct PolicyContext: Sendable {
    /// What is maximised: expected utility less the do-no-harm margin; finite.
    public let utilities: [Double]
    /// Expected utility without a margin; finite.
    public let expected: [Double]
    /// Standard deviations of ``expected``: those of the qualities, for prices are known; not negative.
    public let deviations: [Double]
    /// Whether a candidate's quality is learned from its own outcomes and not guessed from others, prices or benchmarks.
    public let hasOwnOutcomes: [Bool]
    /// The candidates' places in the pool.
    public let places: [Int]
    /// Quality that one dollar has to buy (λ), in 1/USD.
    public let qualityPerUSD: Double
    /// The place in these lists of the highest utility; the first of several equal ones.
    public let best: Int

    /// Keeps the lists.
    ///
    /// - Precondition: they are equally long and not empty.
    public init(
        utilities: [Double], expected: [Double], deviations: [Double], hasOwnOutcomes: [Bool], places: [Int],
        qualityPerUSD: Double
    ) {
        let count = utilities.count
        precondition(
            count > 0 && expected.count == count && deviations.count == count && hasOwnOutcomes.count == count
                && places.count == count, "the lists of a policy's context are empty or differ in length")
        self.utilities = utilities
        self.expected = expected
        self.deviations = deviations
        self.hasOwnOutcomes = hasOwnOutcomes
        self.places = places
        self.qualityPerUSD = qualityPerUSD
        best = utilities.indices.dropFirst().reduce(0) { utilities[$1] > utilities[$0] ? $1 : $0 }
    }

    /// Candidates of which nothing but utilities is known, as if these were certain.
    public init(utilities: [Double]) {
        self.init(
            utilities: utilities, expected: utilities, deviations: utilities.map { _ in 0 },
            hasOwnOutcomes: utilities.map { _ in true }, places: Array(utilities.indices), qualityPerUSD: 0)
    }

    /// The number of candidates, m.
    public var count: Int { utilities.count }

    /// Expected utility that a candidate is behind the one that would be chosen without exploring, not negative.
    ///
    /// It leaves out the do-no-harm margin: that guards against the error of estimates, and it is errors that exploring
    /// is to find.
    public func regret(of index: Int) -> Double { max(0, expected[best] - expected[index]) }

    /// What drawing from a distribution loses, in expectation, against not exploring.
    public func regret(of distribution: ActionDistribution) -> ExpectedRegret {
        let utility = zip(distribution.probabilities, utilities.indices).reduce(0) { $0 + $1.0 * regret(of: $1.1) }
        return ExpectedRegret(utility: utility, usd: qualityPerUSD > 0 ? utility / qualityPerUSD : nil)
    }
}

/// What exploring is expected to lose.
public struct ExpectedRegret: Sendable, Hashable {
    /// In utility: one is a wholly useless reply instead of a perfect one.
    public let utility: Double
    /// The same in USD at the dial's exchange rate; `nil` = the dial says that no amount is worth any quality.
    public let usd: Double?

    /// Keeps the values.
    public init(utility: Double, usd: Double?) {
        self.utility = utility
        self.usd = usd
    }
}
