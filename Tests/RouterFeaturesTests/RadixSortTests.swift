import RouterCore
import Testing

@testable import RouterFeatures

@Suite("Radix sort")
struct RadixSortTests {
    @Test(
        "sorts as the standard library does", arguments: [0, 1, 2, 3, 100, 511, 512, 513, 20_000],
        [1, 9, 10, 17, 18, 32])
    func agreesWithSort(count: Int, bits: Int) {
        let seed = UInt64(count * 100 + bits)
        var random = SplitMix64(seed: seed)
        let values = (0..<count).map { _ in UInt32(random.next() >> (64 - UInt64(bits))) }
        #expect(Self.sorted(values, significantBits: bits) == values.sorted(), "seed \(seed)")
    }

    @Test(
        "ordered, reversed and constant values come out ordered",
        arguments: [
            Array(0..<1_000), Array((0..<1_000).reversed()), Array(repeating: 131_071, count: 700),
        ] as [[UInt32]])
    func extremes(values: [UInt32]) {
        #expect(Self.sorted(values, significantBits: 17) == values.sorted())
    }

    @Test("bits that all values share need not be sorted by")
    func sharedBits() {
        let values = (0..<1_000).map { UInt32(($0 * 7_919) % 65_536 + 65_536) }
        #expect(Self.sorted(values, significantBits: 16) == values.sorted())
    }

    private static func sorted(_ values: [UInt32], significantBits: Int) -> [UInt32] {
        var (values, scratch) = (values, values)
        values.withUnsafeMutableBufferPointer { values in
            scratch.withUnsafeMutableBufferPointer { scratch in
                RadixSort.sort(values, scratch: scratch, significantBits: significantBits)
            }
        }
        return values
    }
}
