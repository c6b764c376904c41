/// The scalars of valid UTF-8.
///
/// The standard library's view of a string decodes through its index arithmetic, which takes longer than all that the
/// features do with a scalar.
struct UTF8Scalars: Sequence, IteratorProtocol {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// Reads bytes that come from a `String` and outlive this value.
    init(_ utf8: UnsafeBufferPointer<UInt8>) { bytes = utf8 }

    /// The next scalar, `nil` at the end.
    @inline(__always)
    mutating func next() -> UInt32? {
        guard position < bytes.count else { return nil }
        let lead = UInt32(bytes[position])
        if lead < 0x80 {
            position += 1
            return lead
        }
        return nextWide(lead)
    }

    private mutating func nextWide(_ lead: UInt32) -> UInt32 {
        let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        // The lead byte holds 5, 4 or 3 bits, each byte behind it six.
        var scalar = lead & (0x7F >> UInt32(width))
        for offset in 1..<width { scalar = scalar << 6 | UInt32(bytes[position + offset]) & 0x3F }
        position += width
        return scalar
    }
}
