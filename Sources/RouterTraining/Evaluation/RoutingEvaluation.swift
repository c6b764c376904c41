/// Everything that is said of a router on one table.
package struct RoutingEvaluation: Sendable {
    /// What it was computed from.
    package let table: EvaluationTable
    /// The figures that can be compared with those of others.
    package let metrics: RoutingMetrics
    /// Ways of choosing, side by side.
    package let strategies: [StrategyMetrics]
    /// The cost–quality curve; `nil` = a cost or a forecast is missing, or there is one candidate only.
    package let curve: CostQualityCurve?
    /// Each candidate, in the table's order.
    package let candidates: [CandidateMetrics]
    /// Estimated against observed quality, all candidates together.
    package let reliability: ReliabilityBins
    /// Each category, in alphabetical order.
    package let categories: [CategoryMetrics]
    /// A strong and a weak model, where they were named and differ.
    package let pair: PairMetrics?
    /// Whether to route at all.
    package let verdict: RoutingVerdict

    /// Computes everything.
    ///
    /// - Parameters:
    ///   - table: predictions and outcomes.
    ///   - pair: names of a strong and a weak model of the table; `nil` = none are compared.
    ///   - seed: seed of the bootstrap; the same seed gives the same intervals.
    /// - Throws: ``EvaluationError`` with `.unknownModel` for a pair that is not in the table.
    /// - Complexity: O(n · m · 401 + n · 2,000).
    package init(
        _ table: EvaluationTable, pair: (strong: String, weak: String)? = nil, seed: UInt64
    ) throws(EvaluationError) {
        let curve = CostQualityCurve(table)
        let strategies = StrategyMetrics.all(table, seed: seed)
        self.table = table
        self.curve = curve
        self.strategies = strategies
        metrics = RoutingMetrics(table, curve: curve)
        candidates = table.models.indices.map { CandidateMetrics(table, candidate: $0) }
        reliability = ReliabilityBins(qualities: table.qualities, scores: table.scores)
        categories = CategoryMetrics.all(table)
        if let pair {
            let places = try [pair.strong, pair.weak].map { name throws(EvaluationError) in
                guard let place = table.models.firstIndex(of: name) else {
                    throw EvaluationError(
                        .unknownModel,
                        "model '\(name)' of the pair is not evaluated; one of \(table.models.joined(separator: ", ")) is expected"
                    )
                }
                return place
            }
            self.pair = PairMetrics(table, strong: places[0], weak: places[1])
        } else {
            self.pair = nil
        }
        verdict = RoutingVerdict(table, strategies: strategies, curve: curve, seed: seed)
    }

    /// The way of choosing, if the table has data for it.
    package func strategy(_ kind: StrategyMetrics.Kind) -> StrategyMetrics? { strategies.first { $0.kind == kind } }

    /// Mean of the candidates' Brier scores.
    package var meanBrierScore: Double { candidates.map(\.brierScore).mean }

    /// Mean of the candidates' expected calibration errors.
    package var meanCalibrationError: Double { candidates.map(\.calibrationError).mean }
}
