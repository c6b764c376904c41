import Foundation

extension Double {
    /// The nearest number with this many significant decimal digits; zero, infinities and NaN stay as they are.
    ///
    /// - Precondition: `1 <= digits <= 15`.
    package func rounded(toSignificantDigits digits: Int) -> Double {
        precondition((1...15).contains(digits), "\(digits) significant digits are not in 1...15")
        guard isFinite, self != 0 else { return self }
        let exponent = Int(log10(abs(self)).rounded(.down)) + 1 - digits
        // Multiplying by a power of ten that is exact keeps 0.1 at 0.1, not at 0.10000000000000001.
        guard exponent < 0 else {
            let scale = pow(10, Double(exponent))
            return (self / scale).rounded() * scale
        }
        guard exponent >= -300 else { return self }
        let scale = pow(10, Double(-exponent))
        return (self * scale).rounded() / scale
    }
}
