import Foundation

/// The standard normal distribution.
package enum NormalDistribution {
    /// The value that is exceeded with a probability.
    ///
    /// A rational approximation (error below 4.5e-4), then three of Newton's steps on the complementary error function.
    ///
    /// - Parameter upperTail: (0, 1).
    /// - Returns: within rounding errors.
    /// - SeeAlso: Abramowitz & Stegun (1964), "Handbook of Mathematical Functions", formula 26.2.23.
    package static func quantile(upperTail: Double) -> Double {
        precondition(upperTail > 0 && upperTail < 1, "a tail of \(upperTail)")
        guard upperTail <= 0.5 else { return -quantile(upperTail: 1 - upperTail) }
        let t = (-2 * log(upperTail)).squareRoot()
        let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
        var z = t - numerator / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
        for _ in 0..<3 {
            z += (self.upperTail(z) - upperTail) / (exp(-z * z / 2) / (2 * Double.pi).squareRoot())
        }
        return z
    }

    /// The probability above a value.
    package static func upperTail(_ z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }
}

/// Student's t distribution.
enum StudentDistribution {
    /// The value that is exceeded with a probability, by the expansion around the normal distribution.
    ///
    /// - Parameters:
    ///   - upperTail: (0, 0.5].
    ///   - degrees: degrees of freedom, at least 9; there the error is below 1 % for tails of 0.001 and more.
    /// - Returns: not negative.
    /// - SeeAlso: Abramowitz & Stegun (1964), formula 26.7.5.
    static func quantile(upperTail: Double, degrees: Int) -> Double {
        precondition(degrees >= 9, "\(degrees) degrees of freedom")
        let (z, n) = (NormalDistribution.quantile(upperTail: upperTail), Double(degrees))
        let s = z * z
        let first = z * (s + 1) / 4
        let second = z * ((5 * s + 16) * s + 3) / 96
        let third = z * (((3 * s + 19) * s + 17) * s - 15) / 384
        let fourth = z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92_160
        return z + (first + (second + (third + fourth / n) / n) / n) / n
    }
}

/// The χ² distribution.
enum ChiSquareDistribution {
    /// The probability above a value, by the finite sums for whole degrees of freedom.
    ///
    /// - Parameters:
    ///   - value: not negative.
    ///   - degrees: degrees of freedom, at least 1.
    /// - Returns: [0, 1].
    /// - SeeAlso: Abramowitz & Stegun (1964), formulas 26.4.4 and 26.4.5.
    static func upperTail(_ value: Double, degrees: Int) -> Double {
        precondition(degrees >= 1, "\(degrees) degrees of freedom")
        let half = value / 2
        let isOdd = degrees % 2 == 1
        var term = isOdd ? exp(-half) * (half / .pi).squareRoot() * 2 : exp(-half)
        var sum = isOdd ? erfc(half.squareRoot()) : 0
        var shape = isOdd ? 1.5 : 1.0
        for _ in 0..<(degrees / 2) {
            sum += term
            term *= half / shape
            shape += 1
        }
        return min(1, sum)
    }
}
