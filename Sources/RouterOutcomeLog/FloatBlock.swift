/// A block of features as bytes: IEEE 754 single precision, little-endian, nothing else.
///
/// `numpy.frombuffer(blob, "<f4")` reads it.
enum FloatBlock {
    /// The bytes of the values, shape `(4·n)`.
    static func encode(_ values: [Float]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 4 * values.count) { bytes, initializedCount in
            for (index, value) in values.enumerated() {
                let pattern = value.bitPattern
                for byte in 0..<4 { bytes[4 * index + byte] = UInt8(truncatingIfNeeded: pattern >> UInt32(8 * byte)) }
            }
            initializedCount = 4 * values.count
        }
    }

    /// The values, shape `(n)`; `nil` if the number of bytes is no multiple of four.
    static func decode(_ bytes: [UInt8]) -> [Float]? {
        guard bytes.count.isMultiple(of: 4) else { return nil }
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
        }
    }
}
