import Testing

@testable import RouterModel

@Suite("Half precision")
struct HalfFloatTests {
    @Test("every one of the 65,536 patterns comes back, a NaN as the quiet NaN of its sign")
    func exhaustiveRoundTrip() {
        for bits in UInt16.min...UInt16.max {
            let value = HalfFloat.value(of: bits)
            let isNaN = bits & 0x7C00 == 0x7C00 && bits & 0x3FF != 0
            let expected = isNaN ? bits & 0x8000 | 0x7E00 : bits
            if value.isNaN != isNaN || HalfFloat.bits(of: value) != expected { Issue.record("pattern \(bits)") }
        }
    }

    @Test("every value is sign, fraction and exponent as IEEE 754 says")
    func valuesByFormula() {
        for bits in UInt16(0)..<0x7C00 {
            let (exponent, fraction) = (Int(bits >> 10), Float(bits & 0x3FF))
            let significand = exponent == 0 ? fraction * 0x1p-10 : 1 + fraction * 0x1p-10
            let expected = Float(sign: .plus, exponent: max(exponent, 1) - 15, significand: significand)
            if HalfFloat.value(of: bits) != expected || HalfFloat.value(of: bits | 0x8000) != -expected {
                Issue.record("pattern \(bits)")
            }
        }
        #expect(HalfFloat.value(of: 0x7C00) == .infinity)
        #expect(HalfFloat.value(of: 0xFC00) == -.infinity)
    }

    @Test("half-way between two neighbours the even one is taken, a hair beyond it the nearer one")
    func ties() {
        for low in UInt16(0)..<0x7BFF {
            let (left, right) = (HalfFloat.value(of: low), HalfFloat.value(of: low + 1))
            let middle = (left + right) / 2
            let isRight =
                HalfFloat.bits(of: middle) == (low & 1 == 0 ? low : low + 1)
                && HalfFloat.bits(of: middle.nextDown) == low && HalfFloat.bits(of: middle.nextUp) == low + 1
                && HalfFloat.bits(of: -middle) == (low & 1 == 0 ? low : low + 1) | 0x8000
            if !isRight { Issue.record("between patterns \(low) and \(low + 1)") }
        }
    }

    @Test(
        "what is too large is infinite and what is too small is zero",
        arguments: [
            (65_504, 0x7BFF), (Float(65_520).nextDown, 0x7BFF), (65_520, 0x7C00), (1e30, 0x7C00), (.infinity, 0x7C00),
            (-65_520, 0xFC00), (0x1p-25, 0), (Float(0x1p-25).nextUp, 1), (.leastNonzeroMagnitude, 0), (-0.0, 0x8000),
        ] as [(Float, UInt16)])
    func ends(value: Float, bits: UInt16) {
        #expect(HalfFloat.bits(of: value) == bits)
    }
}
