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

    /// The block of a scanned text.
    ///
    /// - Complexity: O(characters).
    static func vector(_ text: ScannedText) -> SparseVector {
        var buckets: [UInt32] = []
        buckets.reserveCapacity(2 * text.tokens.count + text.scalars.count)
        appendWords(text, to: &buckets)
        appendCharacters(text, to: &buckets)
        return counted(&buckets)
    }

    private static func bucket(_ hash: UInt64, half: Int) -> UInt32 { UInt32(hash >> 48) + UInt32(half * halfCount) }

    private static func appendWords(_ text: ScannedText, to buckets: inout [UInt32]) {
        var previous: UInt64?
        for token in text.tokens {
            buckets.append(bucket(token.hash, half: 0))
            if let previous {
                var pair = StableHash(salt: pairSalt)
                pair.combine(previous)
                pair.combine(token.hash)
                buckets.append(bucket(pair.value, half: 0))
            }
            previous = token.hash
        }
    }

    private static func appendCharacters(_ text: ScannedText, to buckets: inout [UInt32]) {
        let collapsed = collapsedScalars(text)
        collapsed.withUnsafeBufferPointer { scalars in
            for start in stride(from: 0, through: scalars.count - characterLength, by: 1) {
                var hash = StableHash(salt: characterSalt)
                for offset in 0..<characterLength { hash.combine(UInt64(scalars[start + offset])) }
                buckets.append(bucket(hash.value, half: 1))
            }
        }
    }

    /// The scalars with every run of white space as one space, none at the ends.
    private static func collapsedScalars(_ text: ScannedText) -> [UInt32] {
        var collapsed: [UInt32] = []
        collapsed.reserveCapacity(text.scalars.count)
        var owesSpace = false
        for (scalar, kind) in zip(text.scalars, text.classes) {
            if kind == .space {
                owesSpace = !collapsed.isEmpty
                continue
            }
            if owesSpace {
                collapsed.append(0x20)
                owesSpace = false
            }
            collapsed.append(scalar)
        }
        return collapsed
    }

    /// Sorts buckets and turns repetitions into damped counts.
    private static func counted(_ buckets: inout [UInt32]) -> SparseVector {
        RadixSort.sort(&buckets, significantBits: 17)
        var indices: [UInt32] = []
        var values: [Float] = []
        indices.reserveCapacity(buckets.count)
        values.reserveCapacity(buckets.count)
        var at = 0
        while at < buckets.count {
            var end = at + 1
            while end < buckets.count, buckets[end] == buckets[at] { end += 1 }
            indices.append(buckets[at])
            values.append(DampedCount.value(end - at))
            at = end
        }
        return SparseVector(indices: indices, values: values)
    }
}
