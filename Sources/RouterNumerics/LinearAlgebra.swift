import COpenBLAS
import Foundation

/// Dense linear algebra on row-major arrays, by OpenBLAS but for products with one vector.
///
/// Each routine has a twin in plain loops in ``LinearAlgebraReference``. Sizes that do not fit are mistakes of the
/// caller and trap.
package enum LinearAlgebra {
    /// `A x + b`: one value a row of `A`.
    ///
    /// - Parameters:
    ///   - matrix: `A`, row-major, shape `(m, d)`.
    ///   - vector: `x`, shape `(d)`.
    ///   - offset: `b`, shape `(m)`.
    /// - Returns: shape `(m)`.
    /// - Precondition: `matrix.count == offset.count * vector.count`.
    /// - Complexity: O(m·d).
    package static func affine(_ matrix: [Float], _ vector: [Float], plus offset: [Float]) -> [Float] {
        var result = offset
        matrix.withUnsafeBufferPointer { matrix in
            vector.withUnsafeBufferPointer { vector in
                result.withUnsafeMutableBufferPointer { MatrixVectorProduct.add(matrix, vector, to: $0) }
            }
        }
        return result
    }

    /// Squared length of `L x` for each of several matrices `L` that are stored one behind the other.
    ///
    /// With `L` a factor of a posterior covariance this is a posterior variance.
    ///
    /// - Parameters:
    ///   - factors: count × `(d, d)`, row-major.
    ///   - vector: `x`, shape `(d)`.
    ///   - count: how many matrices there are.
    ///   - areLowerTriangles: whether all of them are zero above the diagonal; then most of these zeros are not read.
    /// - Returns: shape `(count)`, not negative.
    /// - Precondition: `factors.count == count * d * d`.
    /// - Complexity: O(count·d²).
    package static func squaredLengths(
        _ factors: [Float], _ vector: [Float], count: Int, areLowerTriangles: Bool = false
    ) -> [Float] {
        let d = vector.count
        precondition(factors.count == count * d * d, "\(factors.count) values are not \(count) x \(d) x \(d)")
        return factors.withUnsafeBufferPointer { factors in
            vector.withUnsafeBufferPointer { vector in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: d) { product in
                    (0..<count).map { index in
                        product.initialize(repeating: 0)
                        let factor = UnsafeBufferPointer(rebasing: factors[index * d * d..<(index + 1) * d * d])
                        if areLowerTriangles {
                            MatrixVectorProduct.add(lowerTriangle: factor, vector, to: product)
                        } else {
                            MatrixVectorProduct.add(factor, vector, to: product)
                        }
                        guard let base = product.baseAddress else { return 0 }
                        return MatrixVectorProduct.dot(base, base, count: d)
                    }
                }
            }
        }
    }

    /// Adds `Aᵀ A` to a symmetric matrix.
    ///
    /// - Parameters:
    ///   - matrix: `A`, row-major, shape `(n, d)`.
    ///   - rows: `n`.
    ///   - gram: shape `(d, d)`; the whole matrix is updated, both triangles.
    /// - Precondition: `matrix.count == rows * d` and `gram.count == d * d`.
    /// - Complexity: O(n·d²); one `dsyrk`.
    package static func addGram(of matrix: [Double], rows: Int, to gram: inout [Double]) {
        guard rows > 0, !matrix.isEmpty else { return }
        let d = matrix.count / rows
        precondition(matrix.count == rows * d && gram.count == d * d, "\(matrix.count) values, gram of \(gram.count)")
        cblas_dsyrk(
            CblasRowMajor, CblasUpper, CblasTrans, Int32(d), Int32(rows), 1, matrix, Int32(d), 1, &gram, Int32(d))
        for row in 0..<d {
            for column in 0..<row { gram[row * d + column] = gram[column * d + row] }
        }
    }

    /// Adds `Aᵀ B` to a matrix.
    ///
    /// - Parameters:
    ///   - a: row-major, shape `(n, d)`.
    ///   - b: row-major, shape `(n, k)`.
    ///   - rows: `n`.
    ///   - product: shape `(d, k)`.
    /// - Precondition: the shapes fit.
    /// - Complexity: O(n·d·k); one `dgemm`.
    package static func addTransposedProduct(_ a: [Double], _ b: [Double], rows: Int, to product: inout [Double]) {
        guard rows > 0, !a.isEmpty, !b.isEmpty else { return }
        let (d, k) = (a.count / rows, b.count / rows)
        precondition(a.count == rows * d && b.count == rows * k && product.count == d * k, "shapes do not fit")
        cblas_dgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, Int32(d), Int32(k), Int32(rows), 1, a, Int32(d), b, Int32(k), 1,
            &product, Int32(k))
    }

    /// Eigenvalues and eigenvectors of a symmetric matrix, largest eigenvalue first.
    ///
    /// Each vector has length 1 and its component of largest magnitude is positive, so that the result does not depend
    /// on the library's choice of sign.
    ///
    /// - Parameter matrix: symmetric and finite, shape `(d, d)`.
    /// - Returns: values, shape `(d)`, and vectors one behind the other, shape `(d, d)`.
    /// - Complexity: O(d³); one `dsyev`.
    package static func symmetricEigen(_ matrix: [Double]) -> (values: [Double], vectors: [Double]) {
        let d = Int(Double(matrix.count).squareRoot().rounded())
        precondition(d * d == matrix.count, "a matrix of \(matrix.count) values is not square")
        guard d > 0 else { return ([], []) }
        var vectors = matrix
        var values = [Double](repeating: 0, count: d)
        var (n, workCount, info) = (Int32(d), Int32(34 * d), Int32(0))
        var work = [Double](repeating: 0, count: Int(workCount))
        dsyev_("V", "U", &n, &vectors, &n, &values, &work, &workCount, &info)
        precondition(info == 0, "dsyev failed with \(info): the matrix is not finite")
        var ordered: [Double] = []
        ordered.reserveCapacity(d * d)
        for index in (0..<d).reversed() {
            let vector = vectors[index * d..<(index + 1) * d]
            let largest = vector.max { abs($0) < abs($1) } ?? 1
            ordered += largest < 0 ? vector.map { -$0 } : Array(vector)
        }
        return (values.reversed(), ordered)
    }

    /// Why a system could not be solved.
    package struct NotPositiveDefinite: Error, Sendable, Hashable {
        /// The order of the first leading minor that is not positive.
        package let order: Int
    }

    /// The Cholesky factor of a symmetric positive definite matrix.
    package struct Cholesky: Sendable {
        /// LAPACK's lower triangle, column-major; the other triangle holds what was there.
        private let factor: [Double]
        /// The order `d`.
        package let order: Int

        /// Factors a matrix.
        ///
        /// - Parameter matrix: symmetric, shape `(d, d)`.
        /// - Throws: ``NotPositiveDefinite``, also where a value is not finite.
        /// - Complexity: O(d³/3); one `dpotrf`.
        package init(_ matrix: [Double]) throws(NotPositiveDefinite) {
            order = Int(Double(matrix.count).squareRoot().rounded())
            precondition(order * order == matrix.count, "a matrix of \(matrix.count) values is not square")
            var factor = matrix
            var (n, info) = (Int32(order), Int32(0))
            if order > 0 { dpotrf_("L", &n, &factor, &n, &info) }
            guard info == 0 else { throw NotPositiveDefinite(order: Int(info)) }
            // OpenBLAS lets NaN and infinity pass; both reach the diagonal.
            for index in 0..<order where !factor[index * (order + 1)].isFinite {
                throw NotPositiveDefinite(order: index + 1)
            }
            self.factor = factor
        }

        /// Solves `M X = B`.
        ///
        /// - Parameters:
        ///   - right: `B` by columns: `columns` vectors of shape `(d)`, one behind the other.
        ///   - columns: how many there are.
        /// - Returns: `X` in the layout of `B`.
        /// - Complexity: O(d²·columns); one `dpotrs`.
        package func solve(_ right: [Double], columns: Int = 1) -> [Double] {
            precondition(right.count == order * columns, "\(right.count) values are not \(columns) x \(order)")
            guard order > 0, columns > 0 else { return right }
            var (n, count, info) = (Int32(order), Int32(columns), Int32(0))
            var solution = right
            dpotrs_("L", &n, &count, factor, &n, &solution, &n, &info)
            precondition(info == 0, "dpotrs refused argument \(-info)")
            return solution
        }

        /// The natural logarithm of the determinant of `M`.
        package var logDeterminant: Double {
            (0..<order).reduce(0) { $0 + 2 * log(factor[$1 * (order + 1)]) }
        }

        /// `L` with `M = L Lᵀ`, row-major, shape `(d, d)`, zero above the diagonal.
        package var lowerTriangle: [Double] {
            var triangle = [Double](repeating: 0, count: order * order)
            for row in 0..<order {
                for column in 0...row { triangle[row * order + column] = factor[row + column * order] }
            }
            return triangle
        }

        /// A factor `F` of the inverse, `M⁻¹ = FᵀF`, row-major, shape `(d, d)`: `‖F x‖²` is `xᵀ M⁻¹ x`.
        ///
        /// - Complexity: O(d³).
        package func inverseFactor() -> [Double] {
            // M = L Lᵀ, so F = L⁻¹: forward substitution on each unit vector.
            var inverse = [Double](repeating: 0, count: order * order)
            for column in 0..<order {
                for row in column..<order {
                    var sum = row == column ? 1.0 : 0
                    for k in column..<row { sum -= factor[row + k * order] * inverse[k * order + column] }
                    inverse[row * order + column] = sum / factor[row + row * order]
                }
            }
            return inverse
        }
    }

    /// What the linked library says of itself.
    package struct Library: Sendable, Hashable {
        /// Version and build options.
        package let configuration: String
        /// The kernels chosen for this processor.
        package let kernel: String
        /// Threads that a product may use.
        package let threadCount: Int
    }

    /// The linked library.
    package static var library: Library {
        Library(
            configuration: String(cString: openblas_get_config()).trimmingTrailingSpaces,
            kernel: String(cString: openblas_get_corename()), threadCount: Int(openblas_get_num_threads()))
    }

    /// Sets how many threads a product may use: 1 in a server, whose requests run in parallel already.
    ///
    /// - Precondition: `count > 0`.
    package static func setThreadCount(_ count: Int) {
        precondition(count > 0, "\(count) threads")
        openblas_set_num_threads(Int32(count))
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}
