/// Products of a matrix with a vector, in lanes of four numbers.
///
/// OpenBLAS takes its oldest kernels for a processor that is newer than it: there its `sgemv` needs 9 µs for 600 × 60
/// numbers and this 3 µs (x86-64 without AVX); with its AVX-512 kernels 2.2 µs. A product with one vector reads each number
/// once, so that more elaborate kernels gain little, and the same bits everywhere are worth more.
enum MatrixVectorProduct {
    private typealias Lanes = SIMD4<Float>

    /// Adds `A x` to `result`.
    ///
    /// - Parameters:
    ///   - matrix: `A`, row-major, shape `(m, d)`.
    ///   - vector: `x`, shape `(d)`.
    ///   - result: shape `(m)`.
    /// - Precondition: `matrix.count == result.count * vector.count`.
    /// - Complexity: O(m·d).
    static func add(
        _ matrix: UnsafeBufferPointer<Float>, _ vector: UnsafeBufferPointer<Float>,
        to result: UnsafeMutableBufferPointer<Float>
    ) {
        let (m, d) = (result.count, vector.count)
        precondition(matrix.count == m * d, "a matrix of \(matrix.count) values is not \(m) x \(d)")
        guard let a = matrix.baseAddress, let x = vector.baseAddress else { return }
        var row = 0
        while row + 4 <= m {
            add(a + row * d, x, to: result, rows: row, width: d, columns: d)
            row += 4
        }
        while row < m {
            result[row] += dot(a + row * d, x, count: d)
            row += 1
        }
    }

    /// Adds `L x` to `result`, where `L` is zero above its diagonal: most of these zeros are not read.
    ///
    /// - Parameters:
    ///   - matrix: `L`, row-major, shape `(d, d)`.
    ///   - vector: `x`, shape `(d)`, finite.
    ///   - result: shape `(d)`; the same as ``add(_:_:to:)`` gives, but for the sign of a zero.
    /// - Precondition: `matrix.count == vector.count * vector.count`.
    /// - Complexity: O(d²).
    static func add(
        lowerTriangle matrix: UnsafeBufferPointer<Float>, _ vector: UnsafeBufferPointer<Float>,
        to result: UnsafeMutableBufferPointer<Float>
    ) {
        let d = vector.count
        precondition(
            matrix.count == d * d && result.count == d, "a matrix of \(matrix.count) values is not \(d) x \(d)")
        guard let a = matrix.baseAddress, let x = vector.baseAddress else { return }
        var row = 0
        while row + 4 <= d {
            add(a + row * d, x, to: result, rows: row, width: d, columns: row + 4)
            row += 4
        }
        while row < d {
            result[row] += dot(a + row * d, x, count: d)
            row += 1
        }
    }

    /// Adds the products of four rows with the vector to the results from `rows` on.
    @inline(__always)
    private static func add(
        _ matrix: UnsafePointer<Float>, _ vector: UnsafePointer<Float>,
        to result: UnsafeMutableBufferPointer<Float>, rows: Int, width: Int, columns: Int
    ) {
        let whole = columns & ~3
        let sums = fourRows(matrix, width: width, vector, count: whole)
        result[rows] += sums.0.sum() + rest(matrix, vector, whole..<columns)
        result[rows + 1] += sums.1.sum() + rest(matrix + width, vector, whole..<columns)
        result[rows + 2] += sums.2.sum() + rest(matrix + 2 * width, vector, whole..<columns)
        result[rows + 3] += sums.3.sum() + rest(matrix + 3 * width, vector, whole..<columns)
    }

    /// Lane sums of four rows at a time: each part of the vector is read once for all of them.
    ///
    /// Not inlined: together with what becomes of the sums, the compiler transposes them in each turn of the loop.
    @inline(never)
    private static func fourRows(
        _ matrix: UnsafePointer<Float>, width: Int, _ vector: UnsafePointer<Float>, count: Int
    ) -> (Lanes, Lanes, Lanes, Lanes) {
        let (r0, r1, r2, r3) = (matrix, matrix + width, matrix + 2 * width, matrix + 3 * width)
        var (s0, s1, s2, s3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        var column = 0
        while column < count {
            let part = lanes(vector + column)
            s0 += lanes(r0 + column) * part
            s1 += lanes(r1 + column) * part
            s2 += lanes(r2 + column) * part
            s3 += lanes(r3 + column) * part
            column &+= 4
        }
        return (s0, s1, s2, s3)
    }

    /// `x · y` of two vectors of `count` numbers.
    static func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Float {
        var sum = Lanes.zero
        var place = 0
        while place < count & ~3 {
            sum += lanes(x + place) * lanes(y + place)
            place &+= 4
        }
        return sum.sum() + rest(x, y, place..<count)
    }

    @inline(__always)
    private static func lanes(_ pointer: UnsafePointer<Float>) -> Lanes {
        UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
    }

    @inline(__always)
    private static func rest(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ places: Range<Int>) -> Float {
        var sum: Float = 0
        for place in places { sum += x[place] * y[place] }
        return sum
    }
}
