import RouterCore

/// The hashed features as bytes: lossless, small, the same bytes for the same vector.
///
/// ```
/// byte     1, the number of this format
/// varint   n, the number of pairs; nothing follows if it is 0
/// byte     g, Rice parameter of the gaps
/// byte     v, Rice parameter of the value numbers
/// varint   m, the number of distinct values
/// 4·m bytes  the distinct values, IEEE 754 single precision, little-endian, the most frequent first
/// bits     for each pair: gap in Rice(g), number of its value in Rice(v); lowest bit of a byte first
/// ```
///
/// The gap of a pair is its index minus the index before it, minus one (the index before the first is −1). Rice(p) of x
/// is x >> p ones, a zero, then the low p bits of x. Indices of hashed n-grams are spread evenly, so that gaps follow a
/// geometric distribution, for which this code is within a few hundredths of a bit of the optimum; counts of n-grams are
/// mostly one, so that a value takes little more than a bit. About 1.3 bytes a pair, where index and value take 8.
///
/// - SeeAlso: Golomb (1966), "Run-length encodings", IEEE Trans. Inf. Theory, DOI 10.1109/TIT.1966.1053907; Rice &
///   Plaunt (1971), "Adaptive Variable-Length Coding", IEEE Trans. Commun. Technol., DOI 10.1109/TCOM.1971.1090789.
enum SparseVectorCodec {
    private static let format: UInt8 = 1

    /// The bytes of a vector.
    ///
    /// - Complexity: O(n); O(n log n) where all values differ.
    static func encode(_ vector: SparseVector) -> [UInt8] {
        let count = vector.indices.count
        var bytes: [UInt8] = [format]
        VariableLengthInteger.append(count, to: &bytes)
        guard count > 0 else { return bytes }

        let values = ValueTable(vector.values)
        let gaps = gaps(of: vector.indices)
        let (gapParameter, gapBits) = riceParameter(for: gaps)
        let (valueParameter, valueBits) = riceParameter(for: values.numbers)
        bytes.append(UInt8(gapParameter))
        bytes.append(UInt8(valueParameter))
        VariableLengthInteger.append(values.distinct.count, to: &bytes)
        for pattern in values.distinct {
            withUnsafeBytes(of: pattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        var bits = BitWriter(capacity: gapBits + valueBits)
        for position in 0..<count {
            bits.appendRice(gaps[position], parameter: gapParameter)
            bits.appendRice(values.numbers[position], parameter: valueParameter)
        }
        return bytes + bits.bytes()
    }

    /// The vector of these bytes; `nil` if ``encode(_:)`` cannot have written them.
    static func decode(_ bytes: [UInt8]) -> SparseVector? {
        var rest = bytes[...]
        guard rest.popFirst() == format, let count = VariableLengthInteger.read(from: &rest) else { return nil }
        guard count > 0 else { return rest.isEmpty ? .empty : nil }
        // A pair takes at least two bits: a wrong count cannot ask for more memory than the bytes justify.
        guard count <= 4 * bytes.count,
            let gapParameter = rest.popFirst().map(Int.init), gapParameter < 32,
            let valueParameter = rest.popFirst().map(Int.init), valueParameter < 32,
            let distinctCount = VariableLengthInteger.read(from: &rest), rest.count >= 4 * distinctCount
        else { return nil }

        let distinct = (0..<distinctCount).map { number in
            let start = rest.startIndex + 4 * number
            return Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(rest[start + $1]) << UInt32(8 * $1) })
        }
        var bits = BitReader(rest.dropFirst(4 * distinctCount))
        var indices: [UInt32] = []
        var values: [Float] = []
        indices.reserveCapacity(count)
        values.reserveCapacity(count)
        var next: UInt64 = 0
        for _ in 0..<count {
            guard let gap = bits.readRice(parameter: gapParameter),
                let number = bits.readRice(parameter: valueParameter), Int(number) < distinct.count,
                let index = UInt32(exactly: next + UInt64(gap))
            else { return nil }
            indices.append(index)
            values.append(distinct[Int(number)])
            next = UInt64(index) + 1
        }
        return SparseVector(indices: indices, values: values)
    }

    private static func gaps(of indices: [UInt32]) -> [UInt32] {
        var gaps = indices
        for position in stride(from: gaps.count - 1, to: 0, by: -1) { gaps[position] -= indices[position - 1] + 1 }
        return gaps
    }

    /// The parameter that takes the fewest bits, among that of the mean and its neighbours, and how many bits it takes.
    ///
    /// As it is at most one below the logarithm of the mean, all unary parts together have at most 4·n ones.
    private static func riceParameter(for numbers: [UInt32]) -> (parameter: UInt32, bitCount: Int) {
        /// Ones of all unary parts. It does not overflow: the numbers and their sum are below 2³² and 2⁶³.
        func ones(_ parameter: UInt32) -> UInt64 {
            var sum: UInt64 = 0
            for number in numbers { sum &+= UInt64(number &>> parameter) }
            return sum
        }
        let mean = ones(0) / UInt64(numbers.count)
        let middle = mean == 0 ? 0 : 63 - mean.leadingZeroBitCount
        let costs = (max(0, middle - 1)...min(31, middle + 1)).map { parameter in
            (parameter: UInt32(parameter), bitCount: Int(ones(UInt32(parameter))) + numbers.count * (parameter + 1))
        }
        return costs.min { $0.bitCount < $1.bitCount } ?? (0, 0)
    }
}

/// The distinct values of a vector, the most frequent first, and each value's number among them.
private struct ValueTable {
    /// Bit patterns; ties in ascending order of the pattern.
    let distinct: [UInt32]
    /// One number a value, shape of the values.
    let numbers: [UInt32]

    init(_ values: [Float]) {
        var found: [UInt32] = []
        var counts: [Int] = []
        var numberByPattern: [UInt32: Int] = [:]
        var unsorted: [UInt32] = []
        unsorted.reserveCapacity(values.count)
        for value in values {
            let pattern = value.bitPattern
            // Few values are the rule: a short search beats hashing. Beyond that the dictionary takes over.
            var number = 0
            while number < found.count && number < 8 && found[number] != pattern { number += 1 }
            if number == 8 { number = numberByPattern[pattern] ?? found.count }
            if number == found.count {
                if number >= 8 { numberByPattern[pattern] = number }
                found.append(pattern)
                counts.append(0)
            }
            counts[number] += 1
            unsorted.append(UInt32(number))
        }
        let order = found.indices.sorted { (counts[$1], found[$0]) < (counts[$0], found[$1]) }
        guard order != Array(found.indices) else {
            (distinct, numbers) = (found, unsorted)
            return
        }
        var rank = [UInt32](repeating: 0, count: found.count)
        for (position, number) in order.enumerated() { rank[number] = UInt32(position) }
        distinct = order.map { found[$0] }
        numbers = unsorted.map { rank[Int($0)] }
    }
}
