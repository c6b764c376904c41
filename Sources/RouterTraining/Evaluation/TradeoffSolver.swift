import Foundation
package import RouterCore

/// Finds the position of the trade-off dial that reaches a target on a table.
package struct TradeoffSolver: Sendable {
    /// What one position of the dial reaches.
    package struct Position: Sendable, Hashable {
        /// The dial.
        package let tradeoff: Tradeoff
        /// Mean score and cost.
        package let point: CostQualityPoint
    }

    /// The dial for a target, and what it reaches.
    package struct Solution: Sendable, Hashable {
        /// The dial.
        package let tradeoff: Tradeoff
        /// Whether the target is reached; if not, this is the nearest position.
        package let isReached: Bool
        /// Mean score and cost at the dial.
        package let reached: CostQualityPoint
        /// 95 % interval of the mean score, by bootstrap.
        package let qualityInterval: Interval
        /// 95 % interval of the mean cost in USD, by bootstrap.
        package let costInterval: Interval
        /// Mean score and cost of the best single model.
        package let bestSingle: CostQualityPoint
        /// Its name.
        package let bestSingleModel: String
        /// How often each candidate is chosen, shape `(m)`.
        package let chosenShares: [Double]
    }

    /// Steps of the dial in one unit: it is solved to two decimals.
    static let stepsPerUnit = 100
    /// Every so many steps a policy is tried over the whole dial, and every step around what was found.
    static let coarseSteps = 10

    /// Positions over the whole dial, from 0 to 10.
    package let positions: [Position]

    private let table: EvaluationTable
    private let costs: [Double]
    private let forecasts: [Double]
    private let policy: (@Sendable (Tradeoff) -> [Int])?

    /// Tries all positions: at each, the highest `quality − λ · forecast` is chosen.
    ///
    /// - Throws: ``EvaluationError`` with `.missingCosts`.
    /// - Complexity: O(1,001 · n · m).
    package init(_ table: EvaluationTable) throws(EvaluationError) {
        (costs, forecasts) = try Self.costs(of: table)
        (self.table, policy) = (table, nil)
        let dials = Self.dials(by: 1)
        let points = CostQualityPoint.sweep(
            lambdas: dials.map(\.qualityPerUSD), count: table.models.count, qualities: table.qualities,
            forecastsUSD: forecasts, scores: table.scores, costsUSD: costs)
        positions = zip(dials, points).map { Position(tradeoff: $0, point: $1) }
    }

    /// Tries positions of another policy.
    ///
    /// - Parameters:
    ///   - table: predictions and outcomes.
    ///   - policy: what is chosen for each row at a position of the dial, shape `(n)`.
    /// - Throws: ``EvaluationError`` with `.missingCosts`.
    /// - Complexity: about 110 calls of the policy.
    package init(
        _ table: EvaluationTable, policy: @escaping @Sendable (Tradeoff) -> [Int]
    ) throws(EvaluationError) {
        let (costs, forecasts) = try Self.costs(of: table)
        (self.table, self.costs, self.forecasts, self.policy) = (table, costs, forecasts, policy)
        positions = Self.dials(by: Self.coarseSteps).map { dial in
            Position(tradeoff: dial, point: Self.point(of: policy(dial), table, costs))
        }
    }

    private static func costs(
        of table: EvaluationTable
    ) throws(EvaluationError) -> (costs: [Double], forecasts: [Double]) {
        guard let costs = table.costsUSD, let forecasts = table.forecastsUSD else {
            throw EvaluationError(
                .missingCosts,
                "costs of some models are missing; a trade-off needs a cost of each of \(table.models.joined(separator: ", "))"
            )
        }
        return (costs, forecasts)
    }

    private static func point(of places: [Int], _ table: EvaluationTable, _ costs: [Double]) -> CostQualityPoint {
        CostQualityPoint(
            costUSD: table.picked(costs) { places[$0] }.mean, quality: table.picked(table.scores) { places[$0] }.mean)
    }

    /// Positions of the whole dial.
    private static func dials(by steps: Int) -> [Tradeoff] {
        stride(from: 0, through: Int(Tradeoff.range.upperBound) * stepsPerUnit, by: steps).compactMap(dial)
    }

    private static func dial(_ step: Int) -> Tradeoff? { try? Tradeoff(Double(step) / Double(stepsPerUnit)) }

    /// What is chosen at a position.
    private func places(at tradeoff: Tradeoff) -> [Int] {
        if let policy { return policy(tradeoff) }
        let weights = UtilityWeights(tradeoff)
        return table.argmaxima(
            of: zip(table.qualities, forecasts).map { weights.utility(quality: $0, costUSD: $1) })
    }

    /// The dial for a target: the cheapest position that is good enough, or the best that is cheap enough.
    ///
    /// Turning the dial up lowers the forecast cost, and true cost and quality with it but for noise: so the highest
    /// position that is good enough is taken, and the lowest that is cheap enough.
    ///
    /// - Parameters:
    ///   - target: what to reach.
    ///   - seed: seed of the bootstrap.
    /// - Returns: the position, or the nearest one where the target cannot be reached.
    package func solve(_ target: TradeoffTarget, seed: UInt64) -> Solution {
        let best = CostQualityPoint(
            costUSD: table.picked(costs) { _ in table.bestSingle }.mean,
            quality: table.picked(table.scores) { _ in table.bestSingle }.mean)
        let found: Position?
        let nearest: Position?
        switch target {
        case .qualityShare(let share):
            // Sums of the same scores in another order may differ in the last digits.
            let isGood = { (point: CostQualityPoint) in point.quality >= share * best.quality - 1e-12 }
            found = positions.last { isGood($0.point) }.map { around($0, by: 1).last { isGood($0.point) } ?? $0 }
            nearest = positions.max { $0.point.quality < $1.point.quality }
        case .costShare(let share): (found, nearest) = cheapEnough(share * best.costUSD)
        case .usdPerThousand(let usd): (found, nearest) = cheapEnough(usd / 1000)
        }
        let position = found ?? nearest ?? positions[0]
        let places = places(at: position.tradeoff)
        let intervals = Bootstrap.meanIntervals(
            of: [table.picked(table.scores) { places[$0] }, table.picked(costs) { places[$0] }], seed: seed)
        return Solution(
            tradeoff: position.tradeoff, isReached: found != nil, reached: position.point,
            qualityInterval: intervals[0], costInterval: intervals[1], bestSingle: best,
            bestSingleModel: table.models[table.bestSingle],
            chosenShares: table.models.indices.map { model in
                Double(places.count { $0 == model }) / Double(places.count)
            })
    }

    private func cheapEnough(_ limit: Double) -> (found: Position?, nearest: Position?) {
        let isCheap = { (point: CostQualityPoint) in point.costUSD <= limit * (1 + 1e-12) }
        return (
            positions.first { isCheap($0.point) }.map { around($0, by: -1).last { isCheap($0.point) } ?? $0 },
            positions.min { $0.point.costUSD < $1.point.costUSD }
        )
    }

    /// The positions from one to the next that a policy was tried at, nearest first; none where all were tried.
    private func around(_ position: Position, by direction: Int) -> [Position] {
        guard policy != nil else { return [] }
        let start = Int((position.tradeoff.value * Double(Self.stepsPerUnit)).rounded())
        return (1..<Self.coarseSteps).compactMap { offset in
            Self.dial(start + direction * offset).map {
                Position(tradeoff: $0, point: Self.point(of: places(at: $0), table, costs))
            }
        }
    }
}
