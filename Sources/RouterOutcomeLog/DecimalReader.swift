/// Reads a decimal as the nearest `Double`: what ``DecimalText`` writes, in a fraction of the time of `Double(_:)`.
///
/// A decimal of up to 19 digits is an integer below 2⁶⁴ over a power of ten, and 10ᵏ is 5ᵏ · 2ᵏ with 5ᵏ below 2⁶⁴ up to
/// k = 27. Integer division of 128 by 64 bits gives at least 63 bits of the quotient and says whether something is left:
/// enough to round correctly.
///
/// - SeeAlso: Clinger (1990), "How to Read Floating Point Numbers Accurately", PLDI, DOI 10.1145/93548.93557, for the
///   decimals of which integer and power are exact.
enum DecimalReader {
    /// The number at a position.
    ///
    /// - Parameters:
    ///   - bytes: a text that holds a number in JSON's form at the position.
    ///   - position: then behind the number.
    /// - Returns: the number; `nil` if there is none, or if this cannot read it exactly: too many digits or too large a
    ///   power. The position is then anywhere.
    @inline(__always)
    static func value(of bytes: UnsafeRawBufferPointer, from position: inout Int) -> Double? {
        let isNegative = position < bytes.count && bytes[position] == UInt8(ascii: "-")
        if isNegative { position &+= 1 }
        var digits: UInt64 = 0
        let start = position
        readDigits(bytes, &position, into: &digits)
        guard position > start else { return nil }
        // Zeros in front are no digits of the integer.
        var digitCount = digits == 0 ? 0 : position &- start
        var power = 0
        if position < bytes.count && bytes[position] == UInt8(ascii: ".") {
            position &+= 1
            let pointEnd = position
            if digits == 0 { while position < bytes.count && bytes[position] == 0x30 { position &+= 1 } }
            digitCount &-= position
            readDigits(bytes, &position, into: &digits)
            digitCount &+= position
            power = pointEnd &- position
        }
        if position < bytes.count && bytes[position] | 0x20 == UInt8(ascii: "e") {
            guard let exponent = exponent(bytes, &position) else { return nil }
            power &+= exponent
        }
        guard digitCount <= 19, let magnitude = value(digits, power) else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    @inline(__always)
    private static func readDigits(_ bytes: UnsafeRawBufferPointer, _ position: inout Int, into digits: inout UInt64) {
        while position < bytes.count {
            let digit = bytes[position] &- 0x30
            guard digit < 10 else { return }
            digits = digits &* 10 &+ UInt64(digit)
            position &+= 1
        }
    }

    /// The exponent whose `e` comes next; `nil` if it has no digits or more than four.
    private static func exponent(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Int? {
        position += 1
        guard position < bytes.count else { return nil }
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative || bytes[position] == UInt8(ascii: "+") { position += 1 }
        var digits: UInt64 = 0
        let start = position
        readDigits(bytes, &position, into: &digits)
        guard 1...4 ~= position - start else { return nil }
        return isNegative ? -Int(digits) : Int(digits)
    }

    /// `digits · 10^power`, rounded; `nil` where the power is too large for this method.
    @inline(__always)
    private static func value(_ digits: UInt64, _ power: Int) -> Double? {
        guard digits > 0 else { return 0 }
        if digits <= 1 << 53 && -22...22 ~= power {
            let integer = Double(digits)
            return power < 0 ? integer / exactPowers[-power] : integer * exactPowers[power]
        }
        guard -27...0 ~= power else { return nil }
        let shift = digits.leadingZeroBitCount
        let numerator = digits &<< UInt64(shift)
        let divisor = fives[-power]
        // Half of the numerator is below the divisor, whose highest bit is set.
        let (quotient, rest) = divisor.value.dividingFullWidth((numerator >> 1, numerator << 63))
        let rounded = Double(rest == 0 ? quotient : quotient | 1)
        let exponent = divisor.shift &- shift &+ power &- 63
        return rounded * Double(bitPattern: UInt64(1023 &+ exponent) &<< 52)
    }

    /// 10⁰ … 10²², all exact.
    private static let exactPowers: [Double] = (0...22).map { (0..<$0).reduce(1) { power, _ in power * 10 } }

    /// 5⁰ … 5²⁷, shifted until the highest bit is set.
    private static let fives: [(value: UInt64, shift: Int)] = (0...27).map { power in
        let five = (0..<power).reduce(UInt64(1)) { product, _ in product * 5 }
        return (five << UInt64(five.leadingZeroBitCount), five.leadingZeroBitCount)
    }
}
