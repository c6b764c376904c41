import RouterModel
import RouterNumerics

/// The inputs of the ridge regressions, row by row: hashed features, weighted, and blocks of dense ones.
struct RidgeInput: Sendable {
    /// Weighted hashed features, shape `(n, hashedCount)`.
    let hashed: SparseMatrix
    /// The dense blocks side by side, row-major, shape `(n, q)`.
    let dense: [Float]
    /// Widths of the dense blocks; their sum is `q`.
    let blockCounts: [Int]

    /// `q`.
    var denseCount: Int { blockCounts.reduce(0, +) }
    /// Number of rows, `n`.
    var rowCount: Int { hashed.rowCount }

    /// Some of the rows, in the given order.
    func selecting(_ rows: [Int]) -> RidgeInput {
        let q = denseCount
        var selected = SparseMatrix(columnCount: hashed.columnCount)
        var numbers: [Float] = []
        numbers.reserveCapacity(rows.count * q)
        for row in rows {
            selected.append(indices: hashed.rowIndices(row), values: hashed.rowValues(row))
            numbers += dense[row * q..<(row + 1) * q]
        }
        return RidgeInput(hashed: selected, dense: numbers, blockCounts: blockCounts)
    }
}
