/// A fixed piece of work to compare timings with: the FNV-1a hash of 64 bits.
///
/// One multiplication a byte, each waiting for the one before it: its time follows the processor's clock and little
/// else. Fowler, Noll & Vo, "The FNV Non-Cryptographic Hash Algorithm", RFC 9923.
enum ReferenceHash {
    /// The hash of a text's UTF-8 bytes.
    @inline(never)
    static func fnv1a(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        }
    }
}
