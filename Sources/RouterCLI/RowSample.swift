import RouterCore

/// Which rows of tables of unknown length are kept in memory: all while there are few, then an ever smaller share, by a
/// hash of their names, so that neither order nor number of passes matters.
struct RowSample {
    /// Rows that are kept at least, once there were as many.
    let capacity: Int
    private(set) var threshold = UInt64.max
    /// Hashes of the rows that are kept, in their order.
    private(set) var hashes: [UInt64] = []

    /// Keeps nothing yet.
    init(capacity: Int) { self.capacity = capacity }

    /// The hash that decides on a row.
    static func hash(of id: String) -> UInt64 {
        // Splits go by the identity's own hash: one more round makes the two independent.
        var mixed = SplitMix64(seed: QuestionIdentity.hash(of: id))
        return mixed.next()
    }

    /// Whether the sample is not all that was offered.
    var isPartial: Bool { threshold < .max }

    /// Whether a row is of the sample as it is now.
    func contains(_ hash: UInt64) -> Bool { hash <= threshold }

    /// Takes a row that ``contains(_:)`` it.
    ///
    /// - Returns: the places of the rows to keep where there are too many now; `nil` = all.
    mutating func append(_ hash: UInt64) -> [Int]? {
        hashes.append(hash)
        guard hashes.count >= 2 * capacity else { return nil }
        var kept = Array(hashes.indices)
        while kept.count >= 2 * capacity {
            threshold /= 2
            kept = kept.filter { hashes[$0] <= threshold }
        }
        hashes = kept.map { hashes[$0] }
        return kept
    }
}
