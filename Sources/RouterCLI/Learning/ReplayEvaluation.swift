import RouterTraining

/// What one policy would have earned and cost on logged decisions, by the doubly robust estimate, with 95 % intervals.
struct ReplayEvaluation {
    /// An estimate with its interval.
    struct Figure {
        let value: Double
        let interval: Interval
    }

    let name: String
    let quality: Figure
    let costUSD: Figure
    let utility: Figure
    /// All estimators, in utility.
    let estimators: OffPolicyEvaluation

    /// How often the bootstrap draws anew: enough for two digits of an interval.
    private static let resampleCount = 400

    /// - Parameters:
    ///   - rows: at least one.
    ///   - target: its place among the targets of the rows.
    ///   - seed: of the intervals.
    init(_ rows: ReplayRows, target: Int, seed: UInt64) {
        name = rows.targets[target].name
        func evaluation(_ measure: ReplayRows.Measure) -> OffPolicyEvaluation {
            OffPolicyEvaluation(
                rows.samples(of: target, measure), rewardRange: rows.range(of: measure), seed: seed,
                resampleCount: Self.resampleCount)
        }
        estimators = evaluation(.utility)
        quality = Self.figure(evaluation(.quality))
        costUSD = Self.figure(evaluation(.costUSD))
        utility = Self.figure(estimators)
    }

    private static func figure(_ evaluation: OffPolicyEvaluation) -> Figure {
        let result = evaluation.result(.doublyRobust)
        return Figure(
            value: result?.estimate.value ?? 0, interval: result?.intervals.bootstrap ?? Interval(low: 0, high: 0))
    }
}
