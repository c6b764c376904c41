/// A block of features as bytes: IEEE 754 single precision, little-endian, nothing else.
///
/// `numpy.frombuffer(blob, "<f4")` reads it.
enum FloatBlock {
    /// Appends the bytes of the values, shape `(4·n)`.
    static func append(_ values: [Float], to bytes: inout ByteBuffer) {
        #if _endian(little)
            values.withUnsafeBytes { bytes.append($0) }
        #else
            for value in values {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append($0) }
            }
        #endif
    }

    /// The values, shape `(n)`; `nil` if the number of bytes is no multiple of four.
    static func decode(_ bytes: [UInt8]) -> [Float]? {
        guard bytes.count.isMultiple(of: 4) else { return nil }
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
        }
    }
}
