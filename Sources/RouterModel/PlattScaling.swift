import Foundation
import RouterNumerics

/// Maps a raw score to a calibrated probability: `σ(slope · score + intercept)`.
///
/// - SeeAlso: Platt (1999), "Probabilistic Outputs for Support Vector Machines"; fitted with the safeguarded Newton
///   steps of Lin, Lin & Weng (2007), DOI 10.1007/s10994-007-5018-6.
public struct PlattScaling: Sendable, Hashable {
    /// Steepness; positive for a score that says anything, never negative where it was fitted.
    public let slope: Double
    /// Log-odds at score zero.
    public let intercept: Double

    /// Keeps the parameters.
    public init(slope: Double, intercept: Double) {
        self.slope = slope
        self.intercept = intercept
    }

    /// The quality of a score, in [0, 1]; increases with the score where ``slope`` is positive.
    public func quality(_ score: Double) -> Double { Activations.logistic(slope * score + intercept) }

    /// How fast quality changes with the score.
    public func derivative(_ score: Double) -> Double {
        let q = quality(score)
        return slope * q * (1 - q)
    }

    /// The scaling that makes graded outcomes most likely.
    ///
    /// A prior worth two outcomes, one good and one bad, keeps the log-odds finite where all outcomes are alike, and a
    /// weak pull of the slope towards the identity's (4, as the logistic function is four times as flat as its slope
    /// says) draws it towards there. A slope that would still come out negative is 0: a score that ranks the wrong way round
    /// is noise, and quality must not fall with it.
    ///
    /// - Parameters:
    ///   - scores: shape `(n)`; predictions for outcomes that had no part in making them.
    ///   - outcomes: shape `(n)`, each in [0, 1].
    /// - Returns: the scaling; for no outcomes the one closest to the identity.
    /// - Complexity: O(n) for each of at most 50 Newton steps.
    package static func fit(scores: [Double], outcomes: [Double]) -> PlattScaling {
        precondition(scores.count == outcomes.count, "\(scores.count) scores, \(outcomes.count) outcomes")
        let priorSlope = 4.0
        let slopePrecision = 1.0
        let mean = scores.isEmpty ? 0.5 : scores.reduce(0, +) / Double(scores.count)
        var (a, b) = (priorSlope, -priorSlope * mean)
        func loss(_ a: Double, _ b: Double) -> Double {
            var sum = slopePrecision * (a - priorSlope) * (a - priorSlope) / 2
            // The two outcomes of the prior stand at the mean score.
            let prior = a * mean + b
            sum += 2 * Activations.softplus(prior) - prior
            for (score, y) in zip(scores, outcomes) {
                let t = a * score + b
                sum += Activations.softplus(t) - y * t
            }
            return sum
        }
        var current = loss(a, b)
        for _ in 0..<50 {
            let p0 = Activations.logistic(a * mean + b)
            let w0 = 2 * p0 * (1 - p0)
            var (ga, gb) = (slopePrecision * (a - priorSlope) + (2 * p0 - 1) * mean, 2 * p0 - 1)
            var (haa, hab, hbb) = (slopePrecision + w0 * mean * mean, w0 * mean, w0 + 1e-9)
            for (score, y) in zip(scores, outcomes) {
                let p = Activations.logistic(a * score + b)
                let w = p * (1 - p)
                ga += (p - y) * score
                gb += p - y
                haa += w * score * score
                hab += w * score
                hbb += w
            }
            guard abs(ga) + abs(gb) > 1e-9 * Double(scores.count + 1) else { break }
            let determinant = haa * hbb - hab * hab
            let (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant)
            var step = 1.0
            while step > 1e-8 {
                let next = loss(a - step * da, b - step * db)
                if next <= current {
                    (a, b, current) = (a - step * da, b - step * db, next)
                    break
                }
                step /= 2
            }
            guard step > 1e-8 else { break }
        }
        guard a < 0 else { return PlattScaling(slope: a, intercept: b) }
        // The loss is convex: of all slopes from 0 on, 0 has the least, with the log-odds of the mean outcome.
        let good = 1 + outcomes.reduce(0, +)
        return PlattScaling(slope: 0, intercept: log(good / (Double(outcomes.count) + 2 - good)))
    }
}
