import Foundation

/// Elementary functions in the forms that neither overflow nor lose digits.
package enum Activations {
    /// `1 / (1 + e⁻ˣ)`, in [0, 1]; exact at ±∞.
    package static func logistic(_ x: Double) -> Double {
        guard x < 0 else { return 1 / (1 + exp(-x)) }
        let e = exp(x)
        return e / (1 + e)
    }

    /// `ln(1 + eˣ)` without overflow.
    package static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
}
