/// FNV-1a, 64 bits: the same bytes give the same number in every process, unlike `Hasher`.
///
/// - SeeAlso: Fowler, Noll, Vo & Eastlake, "The FNV Non-Cryptographic Hash Algorithm", RFC 9923 (2025), section 2.
package struct FNV1a {
    /// The hash of what was taken so far.
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Nothing is taken yet.
    package init() {}

    /// The hash of one text.
    package static func of(_ text: String) -> UInt64 {
        var hash = FNV1a()
        hash.combine(text)
        return hash.value
    }

    /// Takes the next text and a separator, so that ("ab", "c") and ("a", "bc") differ.
    package mutating func combine(_ text: String) { combine(Array(text.utf8)[...]) }

    /// Takes the next text and a separator, so that ("ab", "c") and ("a", "bc") differ.
    mutating func combine(_ bytes: ArraySlice<UInt8>) {
        value = bytes.withUnsafeBufferPointer { bytes in
            var value = value
            for byte in bytes { value = Self.mixed(value, byte) }
            return value
        }
        value = Self.mixed(value, 0xFF)  // no byte of UTF-8
    }

    private static func mixed(_ value: UInt64, _ byte: UInt8) -> UInt64 { (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

    /// The hash as 16 digits.
    var hexadecimal: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
