import Foundation

/// Which of several independent normally distributed numbers is the largest.
package enum GaussianMaximum {
    /// Standard deviations beyond which a distribution counts as ended: 2e-8 of it lies on either side.
    private static let tail = 5.5
    /// Width of a panel of the quadrature in standard deviations of the narrowest distribution that changes there.
    private static let panelWidth = 2.0
    /// Nodes and weights of Gauss and Legendre on [−1, 1].
    private static let rule: [(node: Double, weight: Double)] = [
        (-0.906_179_845_938_664, 0.236_926_885_056_189_1), (-0.538_469_310_105_683, 0.478_628_670_499_366_5),
        (0, 0.568_888_888_888_888_9), (0.538_469_310_105_683, 0.478_628_670_499_366_5),
        (0.906_179_845_938_664, 0.236_926_885_056_189_1),
    ]
    /// The smallest standard deviation, absolute and as part of the largest one: the quadrature needs a width.
    private static let leastDeviation = (absolute: 1e-6, relative: 1e-9)

    /// One number's distribution, its mean less the highest mean.
    private struct Curve {
        let place: Int
        let mean: Double
        let deviation: Double
        /// `1 / (√(2π)·deviation)`, the height of the density.
        let height: Double
        var low: Double { mean - tail * deviation }
        var high: Double { mean + tail * deviation }

        init(place: Int, mean: Double, deviation: Double) {
            self.place = place
            self.mean = mean
            self.deviation = deviation
            height = 1 / ((2 * Double.pi).squareRoot() * deviation)
        }
    }

    /// The probability of each number to be the largest: `p_a = ∫ φ_a Π_{b≠a} Φ_b`.
    ///
    /// Integrated in panels of five nodes, each two standard deviations wide of the narrowest distribution that changes
    /// there. Distributions that end below where another one begins have probability 0.
    ///
    /// - Parameters:
    ///   - means: shape `(m)`, finite, at least one.
    ///   - deviations: standard deviations, shape `(m)`; those below 1e-6 count as 1e-6, so that equal numbers share.
    /// - Returns: shape `(m)`; each off by at most 1e-6, with a sum of 1.
    /// - Complexity: O(m·panels), of which there are at most 7 a candidate, and about 6 where deviations are alike.
    package static func probabilities(means: [Double], deviations: [Double]) -> [Double] {
        precondition(!means.isEmpty && means.count == deviations.count, "shapes do not fit")
        let curves = relevantCurves(means, deviations)
        var probabilities = [Double](repeating: 0, count: means.count)
        guard curves.count > 1, let start = curves.lazy.map(\.low).max(), let end = curves.lazy.map(\.high).max()
        else {
            probabilities[curves.first?.place ?? 0] = 1
            return probabilities
        }
        var hazards = [Double](repeating: 0, count: curves.count)
        var position = start
        while position < end {
            let width = min(end - position, Self.width(at: position, curves))
            for (node, weight) in rule {
                let product = product(at: position + width * (1 + node) / 2, curves, &hazards)
                for (curve, hazard) in zip(curves, hazards) {
                    probabilities[curve.place] += weight * width / 2 * product * hazard
                }
            }
            position += width
        }
        let sum = probabilities.reduce(0, +)
        return probabilities.map { $0 / sum }
    }

    /// The distributions that can be the largest's.
    private static func relevantCurves(_ means: [Double], _ deviations: [Double]) -> [Curve] {
        let top = means.max() ?? 0
        let widest = deviations.max() ?? 0
        let least = max(leastDeviation.absolute, leastDeviation.relative * widest)
        let curves = means.indices.map {
            Curve(place: $0, mean: means[$0] - top, deviation: max(least, deviations[$0]))
        }
        let start = curves.lazy.map(\.low).max() ?? 0
        return curves.filter { $0.high > start }
    }

    /// The width of the panel that begins at a position: that of the narrowest distribution there, but not beyond where
    /// a narrower one begins.
    private static func width(at position: Double, _ curves: [Curve]) -> Double {
        curves.reduce(Double.infinity) { width, curve in
            guard position < curve.high else { return width }
            return min(width, max(panelWidth * curve.deviation, curve.low - position))
        }
    }

    /// `Π Φ_b`, and `φ_a / Φ_a` of each.
    ///
    /// Every Φ is above 1e-8 here, because the integral begins where the last distribution does.
    private static func product(at position: Double, _ curves: [Curve], _ hazards: inout [Double]) -> Double {
        var product = 1.0
        for (index, curve) in curves.enumerated() {
            let z = (position - curve.mean) / curve.deviation
            guard z < tail else {
                hazards[index] = 0
                continue
            }
            let below = 0.5 * erfc(-z * 0.5.squareRoot())
            product *= below
            hazards[index] = curve.height * exp(-0.5 * z * z) / below
        }
        return product
    }
}
