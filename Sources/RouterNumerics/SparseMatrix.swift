/// A sparse matrix by rows: what hashed features of many prompts are.
package struct SparseMatrix: Sendable {
    /// Where each row begins in ``indices`` and ``values``; one more entry than rows.
    package private(set) var rowStarts: [Int] = [0]
    /// Columns, ascending within a row.
    package private(set) var indices: [UInt32] = []
    /// The values at these columns.
    package private(set) var values: [Float] = []
    /// Number of columns.
    package let columnCount: Int

    /// An empty matrix.
    package init(columnCount: Int) { self.columnCount = columnCount }

    /// Number of rows.
    package var rowCount: Int { rowStarts.count - 1 }

    /// Adds a row.
    ///
    /// - Precondition: as many values as columns, each column below ``columnCount``.
    package mutating func append(indices rowIndices: [UInt32], values rowValues: [Float]) {
        precondition(rowIndices.count == rowValues.count, "\(rowIndices.count) columns, \(rowValues.count) values")
        precondition(rowIndices.allSatisfy { $0 < columnCount }, "a column is not below \(columnCount)")
        indices += rowIndices
        values += rowValues
        rowStarts.append(indices.count)
    }
}

extension SparseMatrix {
    /// The columns of a row.
    package func rowIndices(_ row: Int) -> [UInt32] { Array(indices[rowStarts[row]..<rowStarts[row + 1]]) }
    /// The values of a row.
    package func rowValues(_ row: Int) -> [Float] { Array(values[rowStarts[row]..<rowStarts[row + 1]]) }
}
