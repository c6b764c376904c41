import COpenBLAS

// Products of single precision on memory that the caller owns: what the solvers of training spend their time in.
extension LinearAlgebra {
    /// Adds `A B` to `C`.
    ///
    /// - Parameters:
    ///   - a: row-major, shape `(n, d)`.
    ///   - b: row-major, shape `(d, k)`.
    ///   - c: row-major, shape `(n, k)`.
    ///   - shape: `n`, `d` and `k`.
    /// - Complexity: O(n·d·k); one `sgemm`.
    package static func addProduct(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, to c: UnsafeMutablePointer<Float>,
        shape: (n: Int, d: Int, k: Int)
    ) {
        guard shape.n > 0, shape.d > 0, shape.k > 0 else { return }
        let (n, d, k) = (Int32(shape.n), Int32(shape.d), Int32(shape.k))
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, k, d, 1, a, d, b, k, 1, c, k)
    }

    /// Adds `Aᵀ B` to `C`.
    ///
    /// - Parameters:
    ///   - a: row-major, shape `(n, d)`.
    ///   - b: row-major, shape `(n, k)`.
    ///   - c: row-major, shape `(d, k)`.
    ///   - shape: `n`, `d` and `k`.
    /// - Complexity: O(n·d·k); one `sgemm`.
    package static func addTransposedProduct(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, to c: UnsafeMutablePointer<Float>,
        shape: (n: Int, d: Int, k: Int)
    ) {
        guard shape.n > 0, shape.d > 0, shape.k > 0 else { return }
        let (n, d, k) = (Int32(shape.n), Int32(shape.d), Int32(shape.k))
        cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, d, k, n, 1, a, d, b, k, 1, c, k)
    }

    /// Solves `L X = B` or `Lᵀ X = B` in place, for the lower triangle `L` of a matrix.
    ///
    /// - Parameters:
    ///   - triangle: row-major, shape `(d, d)`; what is above the diagonal is not read.
    ///   - transposed: whether it is `Lᵀ`.
    ///   - right: the columns of `B`, one behind the other; each of shape `(d)`.
    ///   - columns: how many there are.
    /// - Precondition: the shapes fit.
    /// - Complexity: O(d²·columns); one `strsm`.
    package static func solveTriangular(
        _ triangle: [Float], transposed: Bool, _ right: inout [Float], columns: Int
    ) {
        guard columns > 0, !right.isEmpty else { return }
        let d = right.count / columns
        precondition(triangle.count == d * d && right.count == d * columns, "shapes do not fit")
        // Row-major, the columns of B are rows of a (columns × d) matrix that the triangle multiplies from the right.
        cblas_strsm(
            CblasRowMajor, CblasRight, CblasLower, transposed ? CblasNoTrans : CblasTrans, CblasNonUnit,
            Int32(columns), Int32(d), 1, triangle, Int32(d), &right, Int32(d))
    }
}
