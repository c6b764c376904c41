/// FNV-1a, 64 bits: the same bytes give the same number in every process, unlike `Hasher`.
///
/// - SeeAlso: Fowler, Noll, Vo & Eastlake, "The FNV Non-Cryptographic Hash Algorithm", RFC 9923 (2025), section 2.
struct StableHash64 {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Takes the next text and a separator, so that ("ab", "c") and ("a", "bc") differ.
    mutating func combine(_ text: String) {
        for byte in text.utf8 { mix(byte) }
        mix(0xFF)  // no byte of UTF-8
    }

    private mutating func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

    /// The hash of one text.
    static func of(_ text: String) -> UInt64 {
        var hash = StableHash64()
        hash.combine(text)
        return hash.value
    }
}
