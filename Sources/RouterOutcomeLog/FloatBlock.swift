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
    static func decode(_ bytes: [UInt8]) -> [Float]? { bytes.withUnsafeBytes { decode($0) } }

    /// The values, shape `(n)`; `nil` if the number of bytes is no multiple of four.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> [Float]? {
        guard bytes.count.isMultiple(of: 4) else { return nil }
        let count = bytes.count / 4
        return [Float](unsafeUninitializedCapacity: count) { values, initializedCount in
            for position in 0..<count {
                let pattern = bytes.loadUnaligned(fromByteOffset: 4 * position, as: UInt32.self)
                values[position] = Float(bitPattern: UInt32(littleEndian: pattern))
            }
            initializedCount = count
        }
    }
}
