import RouterNumerics
import Testing

@Suite("Sparse matrix")
struct SparseMatrixTests {
    @Test("rows come back as they were added, empty ones too")
    func rows() {
        var matrix = SparseMatrix(columnCount: 6)
        #expect(matrix.rowCount == 0)
        let rows: [([UInt32], [Float])] = [([1, 4], [2, 0.5]), ([], []), ([0, 2, 5], [1, 1, -3])]
        for (indices, values) in rows { matrix.append(indices: indices, values: values) }
        #expect(matrix.rowCount == 3)
        #expect(matrix.rowStarts == [0, 2, 2, 5])
        for (row, expected) in rows.enumerated() {
            #expect(matrix.rowIndices(row) == expected.0)
            #expect(matrix.rowValues(row) == expected.1)
        }
    }
}
