import RouterCore
import Testing

@Suite("SplitMix64")
struct SplitMix64Tests {
    /// The test vector that Rosetta Code and several libraries give for the reference implementation of Vigna.
    @Test("seed 1234567 gives the published numbers")
    func published() {
        var random = SplitMix64(seed: 1_234_567)
        let numbers = (0..<5).map { _ in random.next() }
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(numbers == expected)
    }

    @Test("unit numbers lie in [0, 1), on multiples of 2⁻⁵³, and fill the interval", arguments: [0, .max] as [UInt64])
    func units(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let numbers = (0..<10_000).map { _ in random.nextUnit() }
        #expect(numbers.allSatisfy { (0..<1).contains($0) && ($0 * 0x1p53).rounded() == $0 * 0x1p53 }, "seed \(seed)")
        // The mean of n uniform numbers has the standard deviation 1 / √(12 n); six of them are allowed.
        let mean = numbers.reduce(0, +) / 10_000
        #expect(abs(mean - 0.5) <= 6 / (12.0 * 10_000).squareRoot(), "seed \(seed)")
    }

    @Test("a unit number is the upper 53 bits of the next number")
    func unitFromBits() {
        var (bits, units) = (SplitMix64(seed: 42), SplitMix64(seed: 42))
        for _ in 0..<100 { #expect(units.nextUnit() == Double(bits.next() >> 11) / 0x1p53, "seed 42") }
    }

    @Test("a copy goes on by itself")
    func valueSemantics() {
        var original = SplitMix64(seed: 5)
        var copy = original
        let first = original.next()
        #expect(copy.next() == first)
    }
}
