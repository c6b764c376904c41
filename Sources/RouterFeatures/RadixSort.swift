/// Sorts small integers in linear time.
///
/// n-gram buckets are 17 bits wide and come by the thousand for each prompt: two passes over them beat comparison
/// sorting by several times.
enum RadixSort {
    private static let bitsPerPass = 9

    /// Sorts in ascending order.
    ///
    /// - Parameters:
    ///   - values: what to sort, in place.
    ///   - significantBits: no value has a bit at or above this one.
    static func sort(_ values: inout [UInt32], significantBits: Int) {
        let count = values.count
        guard count > 1 else { return }
        let radix = 1 << bitsPerPass
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { scratch in
            scratch.initialize(repeating: 0)
            withUnsafeTemporaryAllocation(of: Int.self, capacity: radix) { offsets in
                values.withUnsafeMutableBufferPointer { values in
                    var (source, target) = (values, scratch)
                    for shift in stride(from: 0, to: significantBits, by: bitsPerPass) {
                        offsets.initialize(repeating: 0)
                        for value in source { offsets[Int(value >> UInt32(shift)) & (radix - 1)] += 1 }
                        var total = 0
                        for digit in 0..<radix { (offsets[digit], total) = (total, total + offsets[digit]) }
                        for value in source {
                            let digit = Int(value >> UInt32(shift)) & (radix - 1)
                            target[offsets[digit]] = value
                            offsets[digit] += 1
                        }
                        swap(&source, &target)
                    }
                    if source.baseAddress != values.baseAddress { _ = values.update(from: source) }
                }
            }
        }
    }
}
