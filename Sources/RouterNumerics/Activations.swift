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

    /// Replaces each value by `e⁻ˣ`; negative values count as 0.
    ///
    /// `e⁻ˣ = 2ⁿ · eʳ` with |r| ≤ ln 2 / 2 and a polynomial of degree 6 for `eʳ`: relative error below 3·10⁻⁷, and the
    /// same bits on every machine. Values beyond 87 give 0.
    package static func replaceWithNegativeExponentials(_ values: inout [Float]) {
        typealias Lanes = SIMD8<Float>
        values.withUnsafeMutableBufferPointer { buffer in
            var index = 0
            while index + Lanes.scalarCount <= buffer.count {
                var lanes = Lanes()
                for lane in 0..<Lanes.scalarCount { lanes[lane] = buffer[index + lane] }
                let exponentials = negativeExponential(lanes)
                for lane in 0..<Lanes.scalarCount { buffer[index + lane] = exponentials[lane] }
                index += Lanes.scalarCount
            }
            while index < buffer.count {
                buffer[index] = negativeExponential(Lanes(repeating: buffer[index]))[0]
                index += 1
            }
        }
    }

    private static func negativeExponential(_ values: SIMD8<Float>) -> SIMD8<Float> {
        typealias Lanes = SIMD8<Float>
        let x = -values.clamped(lowerBound: Lanes(repeating: 0), upperBound: Lanes(repeating: 87.5))
        // Added to a small number, this leaves its nearest whole number in the lowest bits.
        let rounder = Lanes(repeating: 12_582_912)
        let shifted = x * Float(1 / 0.693_147_180_559_945_3) + rounder
        let n = shifted - rounder
        // ln 2 in two parts: the first has few enough digits for n times it to be exact.
        let r = x - n * 0.693_359_375 + n * 2.121_944_4e-4
        var p = Lanes(repeating: 1 / 720)
        p = p * r + 1 / 120
        p = p * r + 1 / 24
        p = p * r + 1 / 6
        p = p * r + 0.5
        p = p * r + 1
        p = p * r + 1
        let whole = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- unsafeBitCast(rounder, to: SIMD8<Int32>.self)
        let power = unsafeBitCast((whole &+ 127) &<< 23, to: Lanes.self)
        return (p * power).replacing(with: 0, where: values .> 87)
    }
}
