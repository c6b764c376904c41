import RouterCore

/// The hashed block: damped counts of word and character n-grams.
///
/// Buckets `0..<65536` hold words, symbols and their pairs; `65536..<131072` hold runs of four characters of the
/// lower-case text with white space collapsed (runs of 3 to 5 cost three times as much and measured the same, within
/// noise). A value is `1 + log(count)`. Weinberger et al. (2009), "Feature Hashing for Large Scale Multitask Learning",
/// DOI 10.1145/1553374.1553516; without signs, so that a value keeps its meaning as a count.
package enum HashedNGrams {
    /// Buckets of each of the two halves.
    package static let halfCount = 1 << 16
    /// Buckets in all.
    package static let count = 2 * halfCount
    /// Length of the character n-grams.
    static let characterLength = 4

    private static let pairSalt: UInt64 = 2
    private static let characterSalt: UInt64 = 3

    private typealias Buckets = UnsafeMutableBufferPointer<UInt32>

    /// The block of a scanned text.
    ///
    /// - Complexity: O(characters).
    static func vector(_ text: ScannedText) -> SparseVector {
        // At most two buckets a token and one a character; as much again to sort with.
        let capacity = 2 * text.tokens.count + text.scalars.count
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * capacity) { memory in
            let buckets = Buckets(rebasing: memory[..<capacity])
            let wordCount = appendWords(text, to: buckets)
            let count = appendCharacters(text, to: buckets, from: wordCount)
            let scratch = Buckets(rebasing: memory[capacity...])
            // Words stand in front of characters already: each half needs its own 16 bits alone.
            for half in [0..<wordCount, wordCount..<count] {
                RadixSort.sort(
                    Buckets(rebasing: buckets[half]), scratch: Buckets(rebasing: scratch[half]), significantBits: 16)
            }
            return counted(Buckets(rebasing: buckets[..<count]))
        }
    }

    @inline(__always)
    private static func bucket(_ hash: UInt64, half: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: hash &>> 48) | UInt32(truncatingIfNeeded: half &* halfCount)
    }

    /// Writes the buckets of words and pairs and returns how many they are.
    private static func appendWords(_ text: ScannedText, to buckets: Buckets) -> Int {
        var count = 0
        var previous: UInt64?
        for token in text.tokens {
            buckets.initializeElement(at: count, to: bucket(token.hash, half: 0))
            count += 1
            if let previous {
                var pair = StableHash(salt: pairSalt)
                pair.combine(previous)
                pair.combine(token.hash)
                buckets.initializeElement(at: count, to: bucket(pair.value, half: 0))
                count += 1
            }
            previous = token.hash
        }
        return count
    }

    /// Writes the buckets of character runs behind `start` others and returns how many there are then.
    ///
    /// Runs are of the text with every run of white space as one space, none at the ends.
    private static func appendCharacters(_ text: ScannedText, to buckets: Buckets, from start: Int) -> Int {
        var count = start
        var window: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        var filled = 0
        func take(_ scalar: UInt32) {
            window = (window.1, window.2, window.3, scalar)
            filled += 1
            guard filled >= characterLength else { return }
            var hash = StableHash(salt: characterSalt)
            hash.combine(UInt64(window.0))
            hash.combine(UInt64(window.1))
            hash.combine(UInt64(window.2))
            hash.combine(UInt64(window.3))
            buckets.initializeElement(at: count, to: bucket(hash.value, half: 1))
            count += 1
        }
        var owesSpace = false
        text.scalars.withUnsafeBufferPointer { scalars in
            text.classes.withUnsafeBufferPointer { classes in
                for position in 0..<scalars.count {
                    if classes[position] == .space {
                        owesSpace = filled > 0
                        continue
                    }
                    if owesSpace {
                        take(0x20)
                        owesSpace = false
                    }
                    take(scalars[position])
                }
            }
        }
        return count
    }

    /// Turns repetitions of sorted buckets into damped counts.
    private static func counted(_ buckets: Buckets) -> SparseVector {
        guard !buckets.isEmpty else { return .empty }
        var distinct = 1
        for position in 1..<buckets.count { distinct += buckets[position] != buckets[position - 1] ? 1 : 0 }
        var indices: [UInt32] = []
        let values = [Float](unsafeUninitializedCapacity: distinct) { values, valueCount in
            indices = [UInt32](unsafeUninitializedCapacity: distinct) { indices, indexCount in
                write(buckets, to: indices, values)
                indexCount = distinct
            }
            valueCount = distinct
        }
        return SparseVector(indices: indices, values: values)
    }

    private static func write(
        _ buckets: Buckets, to indices: Buckets, _ values: UnsafeMutableBufferPointer<Float>
    ) {
        // Every position writes and only the last of a run moves on: whether a bucket repeats cannot be predicted.
        DampedCount.small.withUnsafeBufferPointer { damped in
            var (place, runStart) = (0, 0)
            for position in 0..<buckets.count {
                let count = position - runStart + 1
                indices[place] = buckets[position]
                values[place] = count < damped.count ? damped[count] : DampedCount.value(count)
                let isLast = position + 1 == buckets.count || buckets[position + 1] != buckets[position]
                place += isLast ? 1 : 0
                runStart = isLast ? position + 1 : runStart
            }
        }
    }
}
