import RouterCore
import Testing

@testable import RouterTraining

@Suite("Cost–quality curve")
struct CostQualityCurveTests {
    @Test("the sweep chooses as a plain loop does, ties included", arguments: [1, 2, 7])
    func sweep(count: Int) {
        var random = SplitMix64(seed: 5)
        let cells = 40 * count
        // Few distinct values, so that there are ties.
        func coarse() -> [Double] { (0..<cells).map { _ in Double(random.next() % 4) / 4 } }
        let (qualities, forecasts, scores, costs) = (coarse(), coarse(), coarse(), coarse())
        let lambdas = [0, 0.25, 0.5, 1, 3, 1e6]
        let points = CostQualityPoint.sweep(
            lambdas: lambdas, count: count, qualities: qualities, forecastsUSD: forecasts, scores: scores,
            costsUSD: costs)
        for (lambda, point) in zip(lambdas, points) {
            var (cost, quality) = (0.0, 0.0)
            for row in 0..<40 {
                let utilities = (0..<count).map { qualities[row * count + $0] - lambda * forecasts[row * count + $0] }
                let pick = row * count + (utilities.firstIndex(of: utilities.max() ?? 0) ?? 0)
                cost += costs[pick]
                quality += scores[pick]
            }
            #expect(point.costUSD == cost / 40 && point.quality == quality / 40, "λ = \(lambda)")
        }
    }

    @Test("a hull is the best mixture: it rises, bends down, and no point lies above it")
    func hull() {
        var random = SplitMix64(seed: 6)
        let points = (0..<60).map { _ in CostQualityPoint(costUSD: random.nextUnit(), quality: random.nextUnit()) }
        let hull = CostQualityHull(points)
        for (left, right) in zip(hull.corners, hull.corners.dropFirst()) {
            #expect(left.costUSD < right.costUSD && left.quality < right.quality)
        }
        for point in points { #expect(hull.quality(atCostUSD: point.costUSD) >= point.quality - 1e-12) }
        let slopes = zip(hull.corners, hull.corners.dropFirst()).map {
            ($1.quality - $0.quality) / ($1.costUSD - $0.costUSD)
        }
        for (left, right) in zip(slopes, slopes.dropFirst()) { #expect(left >= right) }
    }

    @Test("the height between two corners is the mixture's, and level beyond the ends")
    func height() {
        let hull = CostQualityHull([.init(costUSD: 1, quality: 0.2), .init(costUSD: 3, quality: 0.8)])
        #expect([0, 1, 2, 3, 9].map { hull.quality(atCostUSD: $0) } == [0.2, 0.2, 0.5, 0.8, 0.8])
        #expect(abs(hull.meanQuality(from: 1, to: 3) - 0.5) < 1e-12)
        #expect(hull.meanQuality(from: 2, to: 2) == 0.5)
    }
}
