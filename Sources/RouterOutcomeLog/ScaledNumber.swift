/// A number times a power of ten in fixed point, with half the gap to its neighbours among the `Double`s.
struct ScaledNumber {
    /// The number times 2^``fractionBits``.
    private let bits: UInt128
    private let fractionBits: UInt64
    /// A little less than half the gap, in the same unit: at half the gap it reads back as the even one of two, and half a
    /// unit of the power's mantissa times a significand below 2⁶⁴ is what a rounded power can be wrong by.
    private let tolerance: UInt128
    /// Its integer part.
    let integer: UInt64

    /// Scales a number that has 17 digits before the point then, or 18.
    ///
    /// - Parameters:
    ///   - significand: its bits, the first one highest.
    ///   - binary: the power of two of the first bit.
    ///   - magnitude: the power of ten that becomes 10¹⁶.
    @inline(__always)
    init(_ significand: UInt64, _ binary: Int, magnitude: Int) {
        let power = Self.powers[16 - magnitude]
        bits = UInt128(significand) &* UInt128(power.mantissa)
        fractionBits = UInt64(63 - binary - power.exponent)
        // The lowest bit of the significand is bit 11, half of it bit 10; below a power of two the gap is half as wide.
        let halfGap = UInt128(power.mantissa) &<< (significand == 1 << 63 ? 9 : 10)
        tolerance = halfGap &- (power.isExact ? 1 : 1 &<< 63)
        integer = UInt64(truncatingIfNeeded: bits &>> UInt128(fractionBits))
    }

    /// The nearest integer; it reads back as the same number if it has 17 digits.
    @inline(__always)
    var nearestInteger: UInt64 {
        UInt64(truncatingIfNeeded: ((bits &>> UInt128(fractionBits &- 1)) &+ 1) &>> 1)
    }

    /// The nearest multiple, or `nil` if it does not read back as the same number.
    @inline(__always)
    func rounded(toMultipleOf factor: UInt64) -> UInt64? {
        let below = integer / factor &* factor
        let rest = bits &- (UInt128(below) &<< UInt128(fractionBits))
        if rest <= tolerance { return below }
        return (UInt128(factor) &<< UInt128(fractionBits)) &- rest <= tolerance ? below &+ factor : nil
    }

    /// A power of ten as `mantissa · 2^exponent`, the mantissa rounded to 64 bits with the highest one set.
    private struct Power {
        let mantissa: UInt64
        let exponent: Int
        let isExact: Bool
    }

    /// 10⁰ … 10³⁶.
    private static let powers: [Power] = (0...36).map { power in
        // 5³⁶ has 84 bits.
        let five = (0..<power).reduce(UInt128(1)) { product, _ in product * 5 }
        let shift = five.leadingZeroBitCount - 64
        let mantissa = shift >= 0 ? UInt64(five) << UInt64(shift) : UInt64(((five >> UInt128(-shift - 1)) + 1) >> 1)
        return Power(mantissa: mantissa, exponent: power - shift, isExact: shift >= 0)
    }
}
