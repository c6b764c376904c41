/// The routines of ``LinearAlgebra`` in plain loops: what the fast ones are tested against.
package enum LinearAlgebraReference {
    /// See ``LinearAlgebra/affine(_:_:plus:)``.
    package static func affine(_ matrix: [Float], _ vector: [Float], plus offset: [Float]) -> [Float] {
        offset.indices.map { row in
            vector.indices.reduce(offset[row]) { $0 + matrix[row * vector.count + $1] * vector[$1] }
        }
    }

    /// See ``LinearAlgebra/squaredLengths(_:_:count:)``.
    package static func squaredLengths(_ factors: [Float], _ vector: [Float], count: Int) -> [Float] {
        let d = vector.count
        return (0..<count).map { index in
            (0..<d).reduce(Float(0)) { sum, row in
                let product = (0..<d).reduce(Float(0)) { $0 + factors[(index * d + row) * d + $1] * vector[$1] }
                return sum + product * product
            }
        }
    }

    /// See ``LinearAlgebra/addGram(of:rows:to:)``.
    package static func addGram(of matrix: [Double], rows: Int, to gram: inout [Double]) {
        addTransposedProduct(matrix, matrix, rows: rows, to: &gram)
    }

    /// See ``LinearAlgebra/addTransposedProduct(_:_:rows:to:)``.
    package static func addTransposedProduct(_ a: [Double], _ b: [Double], rows: Int, to product: inout [Double]) {
        guard rows > 0 else { return }
        let (d, k) = (a.count / rows, b.count / rows)
        for row in 0..<rows {
            for i in 0..<d {
                for j in 0..<k { product[i * k + j] += a[row * d + i] * b[row * k + j] }
            }
        }
    }

    /// Solves `M X = B` by Gaussian elimination with partial pivoting; the layout is that of
    /// ``LinearAlgebra/Cholesky/solve(_:columns:)``.
    package static func solve(_ matrix: [Double], _ right: [Double], columns: Int = 1) -> [Double] {
        let d = right.count / columns
        var (m, x) = (matrix, right)
        for pivot in 0..<d {
            let best = (pivot..<d).max { abs(m[$0 * d + pivot]) < abs(m[$1 * d + pivot]) } ?? pivot
            for column in 0..<d { m.swapAt(pivot * d + column, best * d + column) }
            for column in 0..<columns { x.swapAt(column * d + pivot, column * d + best) }
            for row in pivot + 1..<max(pivot + 1, d) {
                let factor = m[row * d + pivot] / m[pivot * d + pivot]
                for column in pivot..<d { m[row * d + column] -= factor * m[pivot * d + column] }
                for column in 0..<columns { x[column * d + row] -= factor * x[column * d + pivot] }
            }
        }
        for column in 0..<columns {
            for row in stride(from: d - 1, through: 0, by: -1) {
                let known = (row + 1..<max(row + 1, d)).reduce(0) { $0 + m[row * d + $1] * x[column * d + $1] }
                x[column * d + row] = (x[column * d + row] - known) / m[row * d + row]
            }
        }
        return x
    }
}
