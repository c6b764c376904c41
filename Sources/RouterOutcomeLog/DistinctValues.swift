/// The distinct values of a vector, the most frequent first.
enum DistinctValues {
    /// So many values are searched one by one, which beats hashing; real vectors have fewer.
    private static let searchedCount = 8

    /// Replaces values by their numbers among the distinct ones.
    ///
    /// - Parameters:
    ///   - values: shape `(n)`.
    ///   - numbers: one number a value, shape `(n)`.
    /// - Returns: bit patterns; ties in ascending order of the pattern.
    /// - Complexity: O(n), and O(m log m) in the number m of distinct values.
    static func number(_ values: [Float], into numbers: UnsafeMutableBufferPointer<UInt32>) -> [UInt32] {
        precondition(numbers.count == values.count, "room for \(numbers.count) of \(values.count) numbers")
        var found: [UInt32] = []
        var counts: [Int] = []
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: searchedCount) { patterns in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: searchedCount) { patternCounts in
                var patternCount = 0
                for (position, value) in values.enumerated() {
                    let pattern = value.bitPattern
                    var number = 0
                    while number < patternCount && patterns[number] != pattern { number &+= 1 }
                    if number == patternCount {
                        guard number < searchedCount else {
                            (found, counts) = numberByHashing(values, into: numbers)
                            return
                        }
                        patterns[number] = pattern
                        patternCounts[number] = 0
                        patternCount += 1
                    }
                    patternCounts[number] &+= 1
                    numbers[position] = UInt32(truncatingIfNeeded: number)
                }
                found = Array(patterns[..<patternCount])
                counts = Array(patternCounts[..<patternCount])
            }
        }
        return sort(found, counts, numbers)
    }

    private static func numberByHashing(
        _ values: [Float], into numbers: UnsafeMutableBufferPointer<UInt32>
    ) -> (found: [UInt32], counts: [Int]) {
        var found: [UInt32] = []
        var counts: [Int] = []
        var numberByPattern: [UInt32: Int] = [:]
        for (position, value) in values.enumerated() {
            let number = numberByPattern[value.bitPattern] ?? found.count
            if number == found.count {
                numberByPattern[value.bitPattern] = number
                found.append(value.bitPattern)
                counts.append(0)
            }
            counts[number] += 1
            numbers[position] = UInt32(number)
        }
        return (found, counts)
    }

    private static func sort(
        _ found: [UInt32], _ counts: [Int], _ numbers: UnsafeMutableBufferPointer<UInt32>
    ) -> [UInt32] {
        func precedes(_ left: Int, _ right: Int) -> Bool {
            (counts[right], found[left]) < (counts[left], found[right])
        }
        if (1..<max(1, found.count)).allSatisfy({ precedes($0 - 1, $0) }) { return found }
        let order = found.indices.sorted(by: precedes)
        var rank = [UInt32](repeating: 0, count: found.count)
        for (position, number) in order.enumerated() { rank[number] = UInt32(position) }
        for position in numbers.indices { numbers[position] = rank[Int(numbers[position])] }
        return order.map { found[$0] }
    }
}
