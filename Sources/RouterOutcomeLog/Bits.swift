/// Bits in a row, the first one lowest in the first byte.
struct BitWriter {
    private var pending: UInt64 = 0
    private var pendingCount: UInt64 = 0

    /// Appends the low bits of a number.
    ///
    /// - Precondition: `0 <= count < 64`, and the number has no higher bits.
    @inline(__always)
    mutating func append(_ bits: UInt64, count: UInt64, to bytes: inout ByteBuffer) {
        pending |= bits &<< pendingCount
        pendingCount &+= count
        guard pendingCount >= 64 else { return }
        withUnsafeBytes(of: pending.littleEndian) { bytes.append($0) }
        pendingCount &-= 64
        pending = bits &>> (count &- pendingCount)
    }

    /// Appends a number in the Rice code: its high part as so many ones and a zero, then its low `parameter` bits.
    ///
    /// - Precondition: `parameter < 32`.
    /// - Complexity: O(`number >> parameter`).
    @inline(__always)
    mutating func appendRice(_ number: UInt32, parameter: UInt32, to bytes: inout ByteBuffer) {
        var ones = UInt64(number &>> parameter)
        while ones >= 32 {
            append(0xFFFF_FFFF, count: 32, to: &bytes)
            ones -= 32
        }
        let low = UInt64(number & ((1 &<< parameter) &- 1))
        append((1 &<< ones) &- 1 | low &<< (ones &+ 1), count: ones &+ 1 &+ UInt64(parameter), to: &bytes)
    }

    /// Appends what is left, the last byte filled with zeros.
    mutating func finish(_ bytes: inout ByteBuffer) {
        withUnsafeBytes(of: pending.littleEndian) { left in
            bytes.append(UnsafeRawBufferPointer(rebasing: left.prefix(Int(pendingCount + 7) / 8)))
        }
        (pending, pendingCount) = (0, 0)
    }
}

/// Reads what ``BitWriter`` wrote; every method is `nil` at the end of the bytes.
struct BitReader {
    private let bytes: UnsafeRawBufferPointer
    /// Bits that were read.
    private var position = 0
    private let bitCount: Int

    /// Starts at the first bit; the bytes have to outlive the reader.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        bitCount = 8 * bytes.count
    }

    /// The next 57 bits at least, the first one lowest; zeros after the last one.
    @inline(__always)
    private var window: UInt64 {
        let byte = position >> 3
        if byte &+ 8 <= bytes.count {
            return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: byte, as: UInt64.self))
                &>> UInt64(position & 7)
        }
        var word: UInt64 = 0
        for offset in 0..<max(0, bytes.count - byte) { word |= UInt64(bytes[byte + offset]) << UInt64(8 * offset) }
        return word &>> UInt64(position & 7)
    }

    /// The next bits as a number.
    ///
    /// - Precondition: `0 <= count <= 32`.
    @inline(__always)
    mutating func read(count: Int) -> UInt64? {
        guard position &+ count <= bitCount else { return nil }
        let result = window & ((1 &<< UInt64(count)) &- 1)
        position &+= count
        return result
    }

    /// The next number in the Rice code, or `nil` if it does not fit into 32 bits.
    @inline(__always)
    mutating func readRice(parameter: Int) -> UInt32? {
        let window = window
        let ones = (~window).trailingZeroBitCount
        let length = ones &+ 1 &+ parameter
        // Nearly always all of it is in one window.
        guard length <= 57, position &+ length <= bitCount else { return readLongRice(parameter: parameter) }
        position &+= length
        let low = (window &>> UInt64(ones &+ 1)) & ((1 &<< UInt64(parameter)) &- 1)
        guard UInt64(ones) <= UInt64(UInt32.max) &>> UInt64(parameter) else { return nil }
        return UInt32(truncatingIfNeeded: UInt64(ones) &<< UInt64(parameter) | low)
    }

    private mutating func readLongRice(parameter: Int) -> UInt32? {
        var high: UInt64 = 0
        while true {
            guard position < bitCount else { return nil }
            let ones = min((~window).trailingZeroBitCount, 57, bitCount - position)
            high += UInt64(ones)
            position += ones
            if ones < 57 && position < bitCount { break }
        }
        position += 1  // the zero that ends the ones
        guard let low = read(count: parameter), high <= UInt64(UInt32.max) >> UInt64(parameter) else { return nil }
        return UInt32(high << UInt64(parameter) | low)
    }
}

/// Unsigned numbers in groups of seven bits, lowest first, the high bit set on all bytes but the last (LEB128).
enum VariableLengthInteger {
    /// Appends a number.
    static func append(_ number: Int, to bytes: inout ByteBuffer) {
        precondition(number >= 0, "\(number) is negative")
        var rest = UInt64(number)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Takes a number from the front; `nil` if the bytes end or the number has more than 35 bits.
    static func read(from bytes: inout Slice<UnsafeRawBufferPointer>) -> Int? {
        var result = 0
        for shift in stride(from: 0, through: 28, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            result |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return result }
        }
        return nil
    }
}
