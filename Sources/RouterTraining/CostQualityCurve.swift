import Foundation

/// What a router reaches at every price of quality, beside mixtures of single models and an oracle.
///
/// - SeeAlso: Hu et al. (2024), "RouterBench", arXiv 2403.12031.
struct CostQualityCurve {
    /// See ``RoutingMetrics/gapClosed``.
    let gapClosed: Double
    /// See ``RoutingMetrics/costAtBest``.
    let costAtBest: Double?

    private typealias Point = (cost: Double, quality: Double)

    /// Draws the curves; `nil` if a cost or a forecast is missing.
    init?(_ rows: [RoutingMetrics.Row], bestSingle: Int) {
        guard let m = rows.first?.scores.count, m > 1,
            rows.allSatisfy({ $0.costsUSD.allSatisfy { $0 != nil } && $0.forecastsUSD.allSatisfy { $0 != nil } })
        else { return nil }
        let scores = rows.map(\.scores)
        let costs = rows.map { $0.costsUSD.compactMap { $0 } }
        let forecasts = rows.map { $0.forecastsUSD.compactMap { $0 } }
        let n = Double(rows.count)
        let singles: [Point] = (0..<m).map { candidate in
            (
                costs.reduce(0) { $0 + $1[candidate] } / n,
                scores.reduce(0) { $0 + $1[candidate] } / n
            )
        }
        let (low, high) = (singles.map(\.cost).min() ?? 0, singles.map(\.cost).max() ?? 0)
        let points = Self.points(rows.map(\.qualities), forecasts, scores, costs)
        let zero = Self.hullMean(singles, low, high)
        let oracle = Self.hullMean(Self.points(scores, costs, scores, costs), low, high)
        gapClosed = oracle > zero ? (Self.hullMean(points, low, high) - zero) / (oracle - zero) : 0
        let good = points.filter { $0.quality >= singles[bestSingle].quality - 1e-12 }.map(\.cost)
        // Nothing is cheaper than a model that costs nothing, and its cost is no unit.
        costAtBest = singles[bestSingle].cost > 0 ? good.min().map { $0 / singles[bestSingle].cost } : nil
    }

    /// Mean cost and score of `argmax(quality − λ · forecast)` for 401 values of λ.
    private static func points(
        _ qualities: [[Double]], _ forecasts: [[Double]], _ scores: [[Double]], _ costs: [[Double]]
    ) -> [Point] {
        let top = max(forecasts.lazy.flatMap { $0 }.max() ?? 0, 1e-12)
        let lambdas = [0] + (0..<400).map { pow(10, -5 + 8 * Double($0) / 399) }
        return lambdas.map { lambda in
            var sum: Point = (0, 0)
            for row in qualities.indices {
                let (quality, forecast) = (qualities[row], forecasts[row])
                var (best, utility) = (0, -Double.infinity)
                for candidate in quality.indices {
                    let value = quality[candidate] - lambda / top * forecast[candidate]
                    if value > utility { (best, utility) = (candidate, value) }
                }
                sum.cost += costs[row][best]
                sum.quality += scores[row][best]
            }
            return (sum.cost / Double(qualities.count), sum.quality / Double(qualities.count))
        }
    }

    /// Mean height over [low, high] of the non-decreasing upper hull of points.
    private static func hullMean(_ points: [Point], _ low: Double, _ high: Double) -> Double {
        var hull: [Point] = []
        for point in points.sorted(by: { ($0.cost, $0.quality) < ($1.cost, $1.quality) }) {
            while hull.count >= 2 {
                let (a, b) = (hull[hull.count - 2], hull[hull.count - 1])
                guard (b.quality - a.quality) * (point.cost - a.cost) <= (point.quality - a.quality) * (b.cost - a.cost)
                else { break }
                hull.removeLast()
            }
            hull.append(point)
        }
        var rising = [hull[0]]
        for point in hull.dropFirst() where point.quality > rising[rising.count - 1].quality { rising.append(point) }
        let steps = 4000
        var (sum, at) = (0.0, 0)
        for step in 0...steps {
            let x = low + (high - low) * Double(step) / Double(steps)
            while at + 1 < rising.count, rising[at + 1].cost <= x { at += 1 }
            let left = rising[at]
            if x <= left.cost || at + 1 == rising.count {
                sum += left.quality
            } else {
                let right = rising[at + 1]
                sum += left.quality + (right.quality - left.quality) * (x - left.cost) / (right.cost - left.cost)
            }
        }
        return sum / Double(steps + 1)
    }
}
