/// Sums of a few rows of a tall matrix.
package enum SparseProduct {
    /// Adds `Σ valueᵢ · row(indexᵢ)` to a vector: a sparse vector times a matrix.
    ///
    /// Sums stay in registers over all rows, sixteen columns at a time: measured on hashed n-grams of a 500-character
    /// prompt with k = 12, a sum that is kept in memory takes six times as long, and rows of half-precision numbers
    /// twice as long as these, although they are shorter.
    ///
    /// - Parameters:
    ///   - matrix: row-major, shape `(n, k)`.
    ///   - indices: rows, each in `0..<n`.
    ///   - values: shape of `indices`.
    ///   - result: shape `(k)`.
    /// - Precondition: `matrix.count` is a multiple of `k`, and every index is a row.
    /// - Complexity: O(indices · k).
    package static func add(_ matrix: [Float], indices: [UInt32], values: [Float], to result: inout [Float]) {
        let k = result.count
        precondition(indices.count == values.count, "\(indices.count) indices, \(values.count) values")
        guard k > 0, !indices.isEmpty else { return }
        precondition(matrix.count % k == 0, "a matrix of \(matrix.count) values has no rows of \(k)")
        matrix.withUnsafeBufferPointer { matrix in
            indices.withUnsafeBufferPointer { indices in
                values.withUnsafeBufferPointer { values in
                    let rows = Rows(matrix: matrix, width: k, indices: indices, values: values)
                    result.withUnsafeMutableBufferPointer { rows.add(to: $0) }
                }
            }
        }
    }

    private struct Rows {
        let matrix: UnsafeBufferPointer<Float>
        let width: Int
        let indices: UnsafeBufferPointer<UInt32>
        let values: UnsafeBufferPointer<Float>

        func add(to result: UnsafeMutableBufferPointer<Float>) {
            var column = 0
            add(SIMD16<Float>.self, from: &column, to: result)
            add(SIMD8<Float>.self, from: &column, to: result)
            add(SIMD4<Float>.self, from: &column, to: result)
            while column < width {
                var sum: Float = 0
                for place in 0..<indices.count { sum += values[place] * row(place)[column] }
                result[column] += sum
                column += 1
            }
        }

        /// Takes as many columns at a time as there are lanes, as long as there are so many left.
        @inline(__always)
        private func add<Lanes: SIMD<Float>>(
            _ type: Lanes.Type, from column: inout Int, to result: UnsafeMutableBufferPointer<Float>
        ) {
            while column + Lanes.scalarCount <= width {
                var sum = Lanes.zero
                for place in 0..<indices.count {
                    sum += UnsafeRawPointer(row(place) + column).loadUnaligned(as: Lanes.self) * values[place]
                }
                for lane in 0..<Lanes.scalarCount { result[column + lane] += sum[lane] }
                column += Lanes.scalarCount
            }
        }

        @inline(__always)
        private func row(_ place: Int) -> UnsafePointer<Float> {
            let start = Int(indices[place]) * width
            precondition(start < matrix.count, "row \(indices[place]) of \(matrix.count / width)")
            return matrix.baseAddress.unsafelyUnwrapped + start
        }
    }
}
