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

    /// Appends the bytes of a vector.
    ///
    /// - Complexity: O(n); O(n log n) where all values differ.
    static func append(_ vector: SparseVector, to bytes: inout ByteBuffer) {
        let count = vector.indices.count
        bytes.append(format)
        VariableLengthInteger.append(count, to: &bytes)
        guard count > 0 else { return }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * count) { numbers in
            let gaps = UnsafeMutableBufferPointer(rebasing: numbers[..<count])
            let valueNumbers = UnsafeMutableBufferPointer(rebasing: numbers[count...])
            fill(gaps, from: vector.indices)
            let distinct = DistinctValues.number(vector.values, into: valueNumbers)
            let gapParameter = riceParameter(for: gaps)
            let valueParameter = riceParameter(for: valueNumbers)
            bytes.append(UInt8(gapParameter))
            bytes.append(UInt8(valueParameter))
            VariableLengthInteger.append(distinct.count, to: &bytes)
            for pattern in distinct { withUnsafeBytes(of: pattern.littleEndian) { bytes.append($0) } }
            var bits = BitWriter()
            for position in 0..<count {
                bits.appendRice(gaps[position], parameter: gapParameter, to: &bytes)
                bits.appendRice(valueNumbers[position], parameter: valueParameter, to: &bytes)
            }
            bits.finish(&bytes)
        }
    }

    /// The vector of these bytes; `nil` if ``append(_:to:)`` cannot have written them.
    static func decode(_ bytes: [UInt8]) -> SparseVector? { bytes.withUnsafeBytes { decode($0) } }

    /// The vector of these bytes; `nil` if ``append(_:to:)`` cannot have written them.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> SparseVector? {
        var rest = bytes[...]
        guard rest.popFirst() == format, let count = VariableLengthInteger.read(from: &rest) else { return nil }
        guard count > 0 else { return rest.isEmpty ? .empty : nil }
        // A pair takes at least two bits: a wrong count cannot ask for more memory than the bytes justify.
        guard count <= 4 * bytes.count,
            let gapParameter = rest.popFirst().map(Int.init), gapParameter < 32,
            let valueParameter = rest.popFirst().map(Int.init), valueParameter < 32,
            let distinctCount = VariableLengthInteger.read(from: &rest), rest.count >= 4 * distinctCount,
            let distinct = FloatBlock.decode(UnsafeRawBufferPointer(rebasing: rest.prefix(4 * distinctCount)))
        else { return nil }

        var bits = BitReader(UnsafeRawBufferPointer(rebasing: rest.dropFirst(4 * distinctCount)))
        var filledCount = 0
        var values: [Float] = []
        let indices = [UInt32](unsafeUninitializedCapacity: count) { indices, initializedCount in
            values = [Float](unsafeUninitializedCapacity: count) { values, valueCount in
                var next: UInt64 = 0
                while filledCount < count {
                    guard let gap = bits.readRice(parameter: gapParameter),
                        let number = bits.readRice(parameter: valueParameter), Int(number) < distinct.count,
                        let index = UInt32(exactly: next &+ UInt64(gap))
                    else { break }
                    indices[filledCount] = index
                    values[filledCount] = distinct[Int(number)]
                    next = UInt64(index) &+ 1
                    filledCount &+= 1
                }
                valueCount = filledCount
            }
            initializedCount = filledCount
        }
        return filledCount == count ? SparseVector(indices: indices, values: values) : nil
    }

    private static func fill(_ gaps: UnsafeMutableBufferPointer<UInt32>, from indices: [UInt32]) {
        indices.withUnsafeBufferPointer { indices in
            gaps[0] = indices[0]
            for position in 1..<max(1, gaps.count) {
                gaps[position] = indices[position] &- indices[position &- 1] &- 1
            }
        }
    }

    /// The parameter that takes the fewest bits, among that of the mean and its neighbours.
    ///
    /// As it is at most one below the logarithm of the mean, all unary parts together have at most 4·n ones.
    private static func riceParameter(for numbers: UnsafeMutableBufferPointer<UInt32>) -> UInt32 {
        /// Ones of all unary parts. It does not overflow: the numbers and their sum are below 2³² and 2⁶³.
        func ones(_ parameter: UInt32) -> UInt64 {
            var sum: UInt64 = 0
            for number in numbers { sum &+= UInt64(number &>> parameter) }
            return sum
        }
        let mean = ones(0) / UInt64(numbers.count)
        let middle = mean == 0 ? 0 : 63 - mean.leadingZeroBitCount
        var best: (parameter: UInt32, bitCount: Int) = (0, .max)
        for parameter in max(0, middle - 1)...min(31, middle + 1) {
            let bitCount = Int(ones(UInt32(parameter))) + numbers.count * (parameter + 1)
            if bitCount < best.bitCount { best = (UInt32(parameter), bitCount) }
        }
        return best.parameter
    }
}
