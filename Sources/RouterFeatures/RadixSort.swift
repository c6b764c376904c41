/// Sorts small integers in linear time.
///
/// n-gram buckets come by the thousand for each prompt: two passes over 16 bits beat comparison sorting by several times.
enum RadixSort {
    private static let bitsPerPass = 8
    private static let radix = 1 << bitsPerPass

    /// Sorts in ascending order.
    ///
    /// - Parameters:
    ///   - values: what to sort, in place.
    ///   - scratch: as long as `values`; what it holds afterwards has no meaning.
    ///   - significantBits: values differ in no bit at or above this one.
    static func sort(
        _ values: UnsafeMutableBufferPointer<UInt32>, scratch: UnsafeMutableBufferPointer<UInt32>,
        significantBits: Int
    ) {
        precondition(scratch.count == values.count, "scratch of \(scratch.count) for \(values.count) values")
        guard values.count > 1 else { return }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: radix) { offsets in
            var (source, target) = (values, scratch)
            for shift in stride(from: 0, to: UInt32(significantBits), by: bitsPerPass) {
                pass(source, target, shift, offsets)
                swap(&source, &target)
            }
            if source.baseAddress != values.baseAddress { _ = values.update(from: source) }
        }
    }

    private static func pass(
        _ source: UnsafeMutableBufferPointer<UInt32>, _ target: UnsafeMutableBufferPointer<UInt32>, _ shift: UInt32,
        _ offsets: UnsafeMutableBufferPointer<UInt32>
    ) {
        let mask = UInt32(radix - 1)
        offsets.initialize(repeating: 0)
        for value in source { offsets[Int((value &>> shift) & mask)] &+= 1 }
        var total: UInt32 = 0
        for digit in 0..<radix { (offsets[digit], total) = (total, total &+ offsets[digit]) }
        for value in source {
            let digit = Int((value &>> shift) & mask)
            target[Int(offsets[digit])] = value
            offsets[digit] &+= 1
        }
    }
}
