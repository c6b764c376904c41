import Foundation
import RouterCore
import RouterWire
import Testing

@Suite("Rounding to significant digits")
struct DoubleRoundingTests {
    @Test(
        "the nearest short number is found",
        arguments: [
            (123456, 2, 120_000), (0.00123456, 3, 0.00123), (0.1, 1, 0.1), (0.1, 15, 0.1), (99.96, 3, 100),
            (999.5, 3, 1000),
            (-2.345, 2, -2.3), (1e300, 5, 1e300), (1e-290, 7, 1e-290), (5, 1, 5), (0.3, 7, 0.3), (1000, 1, 1000),
        ] as [(Double, Int, Double)])
    func examples(number: Double, digits: Int, expected: Double) {
        #expect(number.rounded(toSignificantDigits: digits) == expected)
    }

    @Test("zero, infinities and NaN stay as they are")
    func specials() {
        #expect(0.0.rounded(toSignificantDigits: 3) == 0)
        #expect(Double.infinity.rounded(toSignificantDigits: 3) == .infinity)
        #expect((-Double.infinity).rounded(toSignificantDigits: 3) == -.infinity)
        #expect(Double.nan.rounded(toSignificantDigits: 3).isNaN)
        #expect(Double.leastNonzeroMagnitude.rounded(toSignificantDigits: 3) == .leastNonzeroMagnitude)
    }

    @Test(
        "the result prints with that many digits and lies within half a unit of the last",
        arguments: 1...20 as ClosedRange<UInt64>)
    func property(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let digits = Int.random(in: 1...12, using: &random)
            let number = (random.nextUnit() - 0.5) * pow(10, Double(Int.random(in: -8...8, using: &random)))
            let rounded = number.rounded(toSignificantDigits: digits)
            let printed = String(format: "%.\(digits - 1)e", rounded)
            #expect(Double(printed) == rounded, "\(number) to \(digits) digits, seed \(seed)")
            let unit = pow(10, floor(log10(abs(number))) + 1 - Double(digits))
            // Half a unit of the last digit, and what scaling there and back can add: two roundings.
            #expect(
                abs(rounded - number) <= unit / 2 + 2 * abs(number).ulp, "\(number) to \(digits) digits, seed \(seed)")
        }
    }
}
