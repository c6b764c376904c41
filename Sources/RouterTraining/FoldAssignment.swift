import RouterCore

/// Which fold of cross-fitting each row belongs to.
package struct FoldAssignment: Sendable, Hashable {
    /// Shape `(n)`, each in `0..<count`; fold sizes differ by at most one.
    package let folds: [Int]
    /// Number of folds.
    package let count: Int

    /// Deals rows to folds at random; the same seed gives the same folds.
    ///
    /// - Precondition: `count > 1`.
    package init(rowCount: Int, count: Int, seed: UInt64) {
        precondition(count > 1, "\(count) folds")
        var random = SplitMix64(seed: seed)
        self.count = count
        folds = random.permutation(of: rowCount).map { $0 % count }
    }

    /// The rows of a fold, ascending.
    package func rows(of fold: Int) -> [Int] { folds.indices.filter { folds[$0] == fold } }
}
