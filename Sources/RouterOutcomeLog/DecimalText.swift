extension ByteBuffer {
    /// Appends a finite number as a decimal that reads back as the same `Double`, in hardly ever more digits than it takes.
    mutating func appendDecimal(_ value: Double) {
        if value.sign == .minus { append(UInt8(ascii: "-")) }
        guard let decimal = DecimalText(value.magnitude) else { return append(value.magnitude.description) }
        write(atMost: 48) { decimal.write(to: $0) }
    }
}

/// A positive number in decimal digits that read back as the same `Double`, hardly ever more of them than that takes.
///
/// The number times a power of ten is an integer of 17 digits and a rest, from one product of 64 by 64 bits. Whatever
/// lies closer to it than half the gap to the neighbouring `Double` reads back the same: tried are the nearest decimals of
/// 15, 16 and 17 digits, the last of which always does. `description` gives as many digits, by way of a `String`.
///
/// - SeeAlso: Loitsch (2010), "Printing Floating-Point Numbers Quickly and Accurately with Integers", PLDI,
///   DOI 10.1145/1806596.1806623, for scaling by rounded powers and a safe interval.
struct DecimalText {
    /// The digits as an integer of 17 digits, filled up with zeros.
    private let digits: UInt64
    /// The power of ten of the first digit.
    private let magnitude: Int

    /// Powers of ten of the first digit that are handled here; estimates, costs and times lie far within.
    private static let magnitudes = -20...14

    /// The digits of a number; `nil` beyond ``magnitudes``.
    @inline(__always)
    init?(_ value: Double) {
        let binary = Int(value.exponentBitPattern) - 1023
        // The floor of the logarithm, or one less: 1233/4096 is just below log10(2).
        var magnitude = (binary &* 1233) >> 12
        guard Self.magnitudes.contains(magnitude) else { return nil }
        let significand = (value.significandBitPattern | 1 << 52) << 11
        var scaled = ScaledNumber(significand, binary, magnitude: magnitude)
        if scaled.integer >= Self.limit {
            magnitude &+= 1
            scaled = ScaledNumber(significand, binary, magnitude: magnitude)
        }
        let digits = scaled.rounded(toMultipleOf: 100) ?? scaled.rounded(toMultipleOf: 10) ?? scaled.nearestInteger
        (self.digits, self.magnitude) = digits == Self.limit ? (digits / 10, magnitude + 1) : (digits, magnitude)
    }

    private static let limit: UInt64 = 100_000_000_000_000_000

    /// Writes the number in JSON's form.
    ///
    /// - Returns: the number of bytes; the bytes after them, up to 48, may have been touched.
    @inline(__always)
    func write(to memory: UnsafeMutableRawPointer) -> Int {
        let (head, tail) = digits.quotientAndRemainder(dividingBy: 10_000_000_000_000_000)
        let (high, low) = tail.quotientAndRemainder(dividingBy: 100_000_000)
        let (highText, lowText) = (Self.text(high), Self.text(low))
        // Zeros at the end: the last digit is the highest byte.
        let zeros: UInt64 = 0x3030_3030_3030_3030
        let lowZeros = (lowText ^ zeros).leadingZeroBitCount / 8
        let count = 17 - (lowZeros < 8 ? lowZeros : 8 + (highText ^ zeros).leadingZeroBitCount / 8)
        func writeDigits(at offset: Int) {
            memory.storeBytes(of: UInt8(truncatingIfNeeded: head) | 0x30, toByteOffset: offset, as: UInt8.self)
            memory.storeBytes(of: highText.littleEndian, toByteOffset: offset + 1, as: UInt64.self)
            memory.storeBytes(of: lowText.littleEndian, toByteOffset: offset + 9, as: UInt64.self)
        }
        func write(_ text: StaticString, at offset: Int) {
            memory.advanced(by: offset).copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        }
        switch magnitude {
        case -4 ... -1:
            write("0.000", at: 0)
            writeDigits(at: 1 - magnitude)
            return 1 - magnitude + count
        case 0...16:
            writeDigits(at: 0)
            let integerCount = magnitude + 1
            if count <= integerCount {
                // With a fraction, so that SQLite takes it for a real number.
                write(".0", at: integerCount)
                return integerCount + 2
            }
            (memory + integerCount + 1).copyMemory(from: memory + integerCount, byteCount: count - integerCount)
            write(".", at: integerCount)
            return count + 1
        default:
            writeDigits(at: 1)
            memory.copyMemory(from: memory + 1, byteCount: 1)
            write(".", at: 1)
            let end = count == 1 ? 1 : count + 1
            write("e-", at: end)
            for (offset, digit) in [(2, -magnitude / 10), (3, -magnitude % 10)] {
                memory.storeBytes(of: UInt8(digit) | 0x30, toByteOffset: end + offset, as: UInt8.self)
            }
            return end + 4
        }
    }

    /// Eight decimal digits as text, the first in the lowest byte: halved three times, all parts at once.
    @inline(__always)
    private static func text(_ number: UInt64) -> UInt64 {
        let (top, bottom) = number.quotientAndRemainder(dividingBy: 10_000)
        let fours = top | bottom << 32
        let hundreds = ((fours &* 10_486) >> 20) & 0x0000_007F_0000_007F
        let twos = hundreds | (fours &- hundreds &* 100) << 16
        let tens = ((twos &* 103) >> 10) & 0x000F_000F_000F_000F
        return (tens | (twos &- tens &* 10) << 8) | 0x3030_3030_3030_3030
    }
}
