import Foundation

/// What a router reaches at every price of quality, beside single models, mixtures of them and an oracle.
///
/// - SeeAlso: Hu et al. (2024), "RouterBench", arXiv 2403.12031.
package struct CostQualityCurve: Sendable {
    /// What each single model reaches, shape `(m)`.
    package let singles: [CostQualityPoint]
    /// What the router reaches, from quality alone (λ = 0) to the lowest forecast cost; 401 points.
    package let points: [CostQualityPoint]
    /// λ of each point in 1/USD.
    package let lambdas: [Double]
    /// Mixtures of single models.
    package let zeroHull: CostQualityHull
    /// Mixtures of the router's points.
    package let hull: CostQualityHull
    /// What knowing the true scores and costs would reach.
    package let oracleHull: CostQualityHull
    /// Area under ``hull`` over the cost range of the single models, divided by its width.
    package let aiq: Double
    /// The same for ``zeroHull``.
    package let aiqZero: Double
    /// The same for ``oracleHull``.
    package let aiqOracle: Double
    /// The cheapest point at least as good as the best single model, an index into ``points``; `nil` = there is none.
    package let cheapestAtBest: Int?
    /// Cost of that point over the best single model's; `nil` = there is none, or the best single model costs nothing.
    package let costAtBest: Double?

    /// `(aiq − aiqZero) / (aiqOracle − aiqZero)`; 0 where an oracle gains nothing either.
    package var gapClosed: Double { aiqOracle > aiqZero ? (aiq - aiqZero) / (aiqOracle - aiqZero) : 0 }

    /// Draws the curves; `nil` for a single candidate, or if a cost or a forecast is missing.
    ///
    /// - Complexity: O(401 · n · m).
    package init?(_ table: EvaluationTable) {
        guard table.models.count > 1, let costs = table.costsUSD, let forecasts = table.forecastsUSD else { return nil }
        let singles = zip(table.columnMeans(of: costs), table.columnMeans(of: table.scores)).map {
            CostQualityPoint(costUSD: $0, quality: $1)
        }
        let (low, high) = (singles.map(\.costUSD).min() ?? 0, singles.map(\.costUSD).max() ?? 0)
        func sweep(_ qualities: [Double], _ forecasts: [Double]) -> (lambdas: [Double], points: [CostQualityPoint]) {
            let top = max(forecasts.max() ?? 0, 1e-12)
            let lambdas = [0] + (0..<400).map { pow(10, -5 + 8 * Double($0) / 399) / top }
            return (
                lambdas,
                CostQualityPoint.sweep(
                    lambdas: lambdas, count: table.models.count, qualities: qualities, forecastsUSD: forecasts,
                    scores: table.scores, costsUSD: costs)
            )
        }
        let (lambdas, points) = sweep(table.qualities, forecasts)
        self.lambdas = lambdas
        self.points = points
        self.singles = singles
        zeroHull = CostQualityHull(singles)
        hull = CostQualityHull(points)
        oracleHull = CostQualityHull(sweep(table.scores, costs).points)
        aiq = hull.meanQuality(from: low, to: high)
        aiqZero = zeroHull.meanQuality(from: low, to: high)
        aiqOracle = oracleHull.meanQuality(from: low, to: high)
        let best = singles[table.bestSingle]
        // Sums of the same scores in another order may differ in the last digits.
        let good = points.indices.filter { points[$0].quality >= best.quality - 1e-12 }
        let cheapest = good.min { points[$0].costUSD < points[$1].costUSD }
        cheapestAtBest = cheapest
        // Nothing is cheaper than a model that costs nothing, and its cost is no unit.
        costAtBest = best.costUSD > 0 ? cheapest.map { points[$0].costUSD / best.costUSD } : nil
    }
}
