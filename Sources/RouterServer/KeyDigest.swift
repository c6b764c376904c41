import Crypto

/// The SHA-256 digest of a key: all that is kept of it.
package struct KeyDigest: Sendable, Hashable {
    /// Length in bytes.
    private static let length = SHA256.byteCount

    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// The digest of a key's bytes in UTF-8.
    package init(of key: Substring) {
        var key = key
        // Keys come as parts of native texts, whose bytes lie in one piece.
        self = key.withUTF8 { bytes in
            SHA256.hash(data: UnsafeRawBufferPointer(bytes)).withUnsafeBytes { KeyDigest(raw: $0) }
        }
    }

    /// The digest that is written as 64 hexadecimal digits, or `nil` if the text is none.
    package init?(hex: Substring) {
        let digits = Array(hex.utf8)
        guard digits.count == 2 * Self.length else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(of: digits[index]), let low = Self.value(of: digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self = bytes.withUnsafeBytes { KeyDigest(raw: $0) }
    }

    private init(raw: UnsafeRawBufferPointer) {
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
        first = word(0)
        second = word(1)
        third = word(2)
        fourth = word(3)
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The digest as 64 hexadecimal digits, lower case.
    package var hex: String {
        [first, second, third, fourth].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// The bits in which two digests differ; 0 = they are the same.
    ///
    /// The time that this takes depends on neither.
    func difference(from other: KeyDigest) -> UInt64 {
        (first ^ other.first) | (second ^ other.second) | (third ^ other.third) | (fourth ^ other.fourth)
    }
}
