/// A text as one vector: the sum of a vector for each of its word pieces, of length 1.
///
/// The vectors were distilled from a sentence encoder once; nothing is left here but looking them up and adding. Sums are
/// whole numbers, so the same text gives the same vector everywhere, in whatever order it is added up.
package struct StaticEmbedding: Sendable {
    /// The largest scale of a row.
    package static let largestScale = 16
    /// Rows whose sum fits into 16 bits, whatever their values and scales.
    static let rowsPerSum = -Int(Int16.min) / (-Int(Int8.min) * largestScale)

    /// The tokenizer over the embedding's vocabulary.
    package let tokenizer: WordPieceTokenizer
    /// Numbers in a vector.
    package let dimension: Int
    private let values: [Int8]
    private let scales: [Int16]

    /// Keeps the parts.
    ///
    /// - Parameters:
    ///   - vocabulary: UTF-8 entries in order, separated by `\n`; V of them.
    ///   - values: one row for each entry, shape (V, dimension).
    ///   - scales: what a row is multiplied with, whole numbers 0…16, shape (V). The weight of a token is part of it.
    ///   - dimension: numbers in a row, at least 1.
    /// - Throws: ``EmbeddingError`` if the counts do not agree, a scale is another number, or the vocabulary is not
    ///   usable.
    package init(vocabulary: [UInt8], values: [Int8], scales: [Float], dimension: Int) throws(EmbeddingError) {
        tokenizer = try WordPieceTokenizer(vocabulary: vocabulary)
        guard dimension > 0, scales.count == tokenizer.count,
            values.count.quotientAndRemainder(dividingBy: dimension) == (tokenizer.count, 0)
        else {
            throw EmbeddingError(
                "\(tokenizer.count) entries, \(scales.count) scales and \(values.count) values of dimension \(dimension) do not agree; one scale and one row for each entry are expected"
            )
        }
        var whole: [Int16] = []
        whole.reserveCapacity(scales.count)
        for (entry, scale) in scales.enumerated() {
            guard let number = Int16(exactly: scale), (0...Int16(Self.largestScale)).contains(number) else {
                throw EmbeddingError(
                    "the scale of entry \(entry) is \(scale); whole numbers from 0 to \(Self.largestScale) are accepted"
                )
            }
            whole.append(number)
        }
        (self.values, self.scales, self.dimension) = (values, whole, dimension)
    }

    /// The vector of a text, of length 1; all zeros if no piece of it is known.
    ///
    /// - Parameter text: UTF-8, such as `string.utf8`; contiguous storage is read in place.
    /// - Returns: shape (dimension).
    /// - Complexity: O(bytes + tokens · dimension).
    package func vector(of text: some Sequence<UInt8>) -> [Float] {
        var sum = [Float](repeating: 0, count: dimension)
        accumulate(text, weight: 1, into: &sum)
        Self.normalise(&sum)
        return sum
    }

    /// Adds the vectors of a text's tokens, not normalised, times a weight.
    ///
    /// - Parameters:
    ///   - text: UTF-8, such as `string.utf8`, of at most a million tokens; contiguous storage is read in place.
    ///   - weight: what the sum of the vectors is multiplied with.
    ///   - sum: shape (dimension).
    /// - Returns: the number of known tokens; unknown ones add nothing.
    @discardableResult
    package func accumulate(_ text: some Sequence<UInt8>, weight: Float, into sum: inout [Float]) -> Int {
        precondition(sum.count == dimension, "\(sum.count) numbers cannot hold a vector of \(dimension)")
        let direct = text.withContiguousStorageIfAvailable { accumulate($0, weight, &sum) }
        return direct ?? Array(text).withUnsafeBufferPointer { accumulate($0, weight, &sum) }
    }

    private func accumulate(_ text: UnsafeBufferPointer<UInt8>, _ weight: Float, _ sum: inout [Float]) -> Int {
        var total = [Int32](repeating: 0, count: dimension)
        // A token is at least one byte. All are collected first: the loop over the text then touches nothing of self.
        let known = withUnsafeTemporaryAllocation(of: Int32.self, capacity: text.count) { ids in
            var count = 0
            let unknown = tokenizer.unknownID
            tokenizer.forEachToken(in: text) { id in
                guard id != unknown else { return }
                ids[count] = Int32(id)
                count += 1
            }
            for start in stride(from: 0, to: count, by: Self.rowsPerSum) {
                add(UnsafeBufferPointer(rebasing: ids[start..<min(count, start + Self.rowsPerSum)]), to: &total)
            }
            return count
        }
        for index in 0..<dimension { sum[index] += weight * Float(total[index]) }
        return known
    }

    /// Adds at most ``rowsPerSum`` rows.
    @inline(never)
    private func add(_ ids: UnsafeBufferPointer<Int32>, to total: inout [Int32]) {
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: dimension) { partial in
            partial.initialize(repeating: 0)
            values.withUnsafeBufferPointer { values in
                guard let values = values.baseAddress, let partial = partial.baseAddress else { return }
                var place = 0
                // Four rows at a time: the sum is loaded and stored a quarter as often.
                while place + 4 <= ids.count {
                    let (a, b) = (Int(ids[place]), Int(ids[place + 1]))
                    let (c, d) = (Int(ids[place + 2]), Int(ids[place + 3]))
                    let (rowA, rowB) = (values + a * dimension, values + b * dimension)
                    let (rowC, rowD) = (values + c * dimension, values + d * dimension)
                    let (scaleA, scaleB, scaleC, scaleD) = (scales[a], scales[b], scales[c], scales[d])
                    for index in 0..<dimension {
                        let first = Int16(rowA[index]) &* scaleA &+ Int16(rowB[index]) &* scaleB
                        let second = Int16(rowC[index]) &* scaleC &+ Int16(rowD[index]) &* scaleD
                        partial[index] &+= first &+ second
                    }
                    place += 4
                }
                for id in ids[place...] {
                    let row = values + Int(id) * dimension
                    let scale = scales[Int(id)]
                    for index in 0..<dimension { partial[index] &+= Int16(row[index]) &* scale }
                }
            }
            for index in 0..<dimension { total[index] &+= Int32(partial[index]) }
        }
    }

    /// Gives a vector the length 1; leaves one of length 0 as it is.
    package static func normalise(_ vector: inout [Float]) {
        let squares = vector.reduce(Double(0)) { $0 + Double($1) * Double($1) }
        guard squares > 0 else { return }
        let factor = Float(1 / squares.squareRoot())
        for index in vector.indices { vector[index] *= factor }
    }
}
