import Foundation

/// What a way of choosing reaches on a table.
package struct CostQualityPoint: Sendable, Hashable {
    /// Mean cost of a request in USD.
    package let costUSD: Double
    /// Mean score, [0, 1].
    package let quality: Double

    /// Keeps the values.
    package init(costUSD: Double, quality: Double) {
        self.costUSD = costUSD
        self.quality = quality
    }
}

extension CostQualityPoint {
    /// What `argmax(qualities − λ · forecasts)` reaches for each λ; the first of several equal utilities is chosen.
    ///
    /// - Parameters:
    ///   - lambdas: values of λ in 1/USD.
    ///   - count: candidates, `m`.
    ///   - qualities: what is maximised, row-major, shape `(n, m)`, as are all other matrices.
    ///   - forecastsUSD: forecast costs in USD.
    ///   - scores: true scores.
    ///   - costsUSD: true costs in USD.
    /// - Returns: a point for each λ.
    /// - Complexity: O(n · m · λs), vectorised over λ.
    package static func sweep(
        lambdas: [Double], count: Int, qualities: [Double], forecastsUSD: [Double], scores: [Double],
        costsUSD: [Double]
    ) -> [CostQualityPoint] {
        let rowCount = qualities.count / count
        let size = lambdas.count
        var best = [Double](repeating: 0, count: size)
        var quality = best
        var cost = best
        var qualitySums = best
        var costSums = best
        // One row's values stay in registers while λ runs; the innermost loops have no branch, so that they vectorise.
        lambdas.withUnsafeBufferPointer { lambdas in
            best.withUnsafeMutableBufferPointer { best in
                quality.withUnsafeMutableBufferPointer { quality in
                    cost.withUnsafeMutableBufferPointer { cost in
                        for row in 0..<rowCount {
                            for index in 0..<size { best[index] = -.infinity }
                            for cell in row * count..<(row + 1) * count {
                                let (q, f, s, c) = (qualities[cell], forecastsUSD[cell], scores[cell], costsUSD[cell])
                                for index in 0..<size {
                                    let utility = q - lambdas[index] * f
                                    let isBetter = utility > best[index]
                                    best[index] = isBetter ? utility : best[index]
                                    quality[index] = isBetter ? s : quality[index]
                                    cost[index] = isBetter ? c : cost[index]
                                }
                            }
                            for index in 0..<size {
                                qualitySums[index] += quality[index]
                                costSums[index] += cost[index]
                            }
                        }
                    }
                }
            }
        }
        return (0..<size).map {
            CostQualityPoint(
                costUSD: costSums[$0] / Double(rowCount), quality: qualitySums[$0] / Double(rowCount))
        }
    }
}

/// The non-decreasing upper hull of points: the best that mixtures of them reach at each cost.
package struct CostQualityHull: Sendable, Hashable {
    /// Corners, cost and quality rising.
    package let corners: [CostQualityPoint]

    /// Draws the hull.
    ///
    /// - Precondition: there is at least one point.
    package init(_ points: [CostQualityPoint]) {
        precondition(!points.isEmpty, "no points")
        var hull: [CostQualityPoint] = []
        for point in points.sorted(by: { ($0.costUSD, $0.quality) < ($1.costUSD, $1.quality) }) {
            while hull.count >= 2 {
                let (a, b) = (hull[hull.count - 2], hull[hull.count - 1])
                guard
                    (b.quality - a.quality) * (point.costUSD - a.costUSD)
                        <= (point.quality - a.quality) * (b.costUSD - a.costUSD)
                else { break }
                hull.removeLast()
            }
            hull.append(point)
        }
        var rising = [hull[0]]
        for point in hull.dropFirst() where point.quality > rising[rising.count - 1].quality { rising.append(point) }
        corners = rising
    }

    /// The height at a cost; level left of the first corner and right of the last.
    package func quality(atCostUSD cost: Double) -> Double {
        let next = corners.partitioningIndex { $0.costUSD > cost }
        guard next > 0 else { return corners[0].quality }
        let left = corners[next - 1]
        guard next < corners.count else { return left.quality }
        let right = corners[next]
        return left.quality + (right.quality - left.quality) * (cost - left.costUSD) / (right.costUSD - left.costUSD)
    }

    /// The mean height at 4,001 evenly spaced costs in [low, high].
    package func meanQuality(from low: Double, to high: Double) -> Double {
        let steps = 4000
        let heights = (0...steps).map { quality(atCostUSD: low + (high - low) * Double($0) / Double(steps)) }
        return heights.reduce(0, +) / Double(steps + 1)
    }
}

extension [CostQualityPoint] {
    /// The first index for which a predicate that turns true once is true; the count if it never is.
    fileprivate func partitioningIndex(_ predicate: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
