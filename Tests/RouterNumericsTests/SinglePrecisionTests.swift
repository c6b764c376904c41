import RouterCore
import RouterNumerics
import Testing

@Suite("Products of single precision")
struct SinglePrecisionTests {
    /// Shapes `(n, d, k)`: empty in each way, the smallest, and around the kernels' block sizes.
    static let shapes = [
        (0, 3, 2), (3, 0, 2), (3, 2, 0), (1, 1, 1), (1, 7, 16), (9, 1, 3), (5, 8, 16), (33, 17, 16), (130, 65, 9),
    ]

    @Test("A B is added as the plain loops do", arguments: shapes)
    func product(n: Int, d: Int, k: Int) {
        let seed = UInt64(10_000 * n + 100 * d + k)
        var random = SplitMix64(seed: seed)
        let (a, b, start) = (random.floats(n * d), random.floats(d * k), random.floats(n * k))
        var fast = start
        fast.withUnsafeMutableBufferPointer { c in
            guard let c = c.baseAddress else { return }
            LinearAlgebra.addProduct(a, b, to: c, shape: (n, d, k))
        }
        // Each order of summation errs by at most γ(d+1) Σ|terms| (Higham 2002, section 3.1), every |term| ≤ 1.
        let bound = 2 * Float(d + 2) * Float(d + 1) * (.ulpOfOne / 2)
        for row in 0..<n {
            for column in 0..<k {
                let plain = (0..<d).reduce(start[row * k + column]) { $0 + a[row * d + $1] * b[$1 * k + column] }
                #expect(abs(fast[row * k + column] - plain) <= bound, "seed \(seed)")
            }
        }
    }

    @Test("AᵀB is added as the plain loops do", arguments: shapes)
    func transposedProduct(n: Int, d: Int, k: Int) {
        let seed = UInt64(10_000 * n + 100 * d + k)
        var random = SplitMix64(seed: seed)
        let (a, b, start) = (random.floats(n * d), random.floats(n * k), random.floats(d * k))
        var fast = start
        fast.withUnsafeMutableBufferPointer { c in
            guard let c = c.baseAddress else { return }
            LinearAlgebra.addTransposedProduct(a, b, to: c, shape: (n, d, k))
        }
        let bound = 2 * Float(n + 2) * Float(n + 1) * (.ulpOfOne / 2)
        for row in 0..<d {
            for column in 0..<k {
                let plain = (0..<n).reduce(start[row * k + column]) { $0 + a[$1 * d + row] * b[$1 * k + column] }
                #expect(abs(fast[row * k + column] - plain) <= bound, "seed \(seed)")
            }
        }
    }

    @Test(
        "triangular systems are solved as by substitution, either way round", arguments: [1, 2, 7, 33], [0, 1, 5])
    func triangular(d: Int, columns: Int) throws {
        let seed = UInt64(100 * d + columns)
        var random = SplitMix64(seed: seed)
        let triangle = try LinearAlgebra.Cholesky(random.positiveDefinite(d)).lowerTriangle.map { Float($0) }
        // What is above the diagonal must not be read.
        let filled = triangle.indices.map { $0 % d > $0 / d ? Float.nan : triangle[$0] }
        let right = random.floats(d * columns)
        for isTransposed in [false, true] {
            var fast = right
            LinearAlgebra.solveTriangular(filled, transposed: isTransposed, &fast, columns: columns)
            for column in 0..<columns {
                let b = Array(right[column * d..<(column + 1) * d])
                let plain = Self.substitute(triangle, isTransposed, b)
                for (got, want) in zip(fast[column * d..<(column + 1) * d], plain) {
                    // Substitution errs by d·ε·cond(L)·|x| (Higham 2002, theorem 8.5), for both; cond² ≤ d + 1, |x|² ≤ d/d.
                    let bound = 2 * Float(d + 1) * Float(d + 1).squareRoot() * .ulpOfOne
                    #expect(abs(got - want) <= bound, "seed \(seed)")
                }
            }
        }
    }

    /// Forward substitution, or backward substitution with the transposed triangle.
    private static func substitute(_ triangle: [Float], _ isTransposed: Bool, _ right: [Float]) -> [Float] {
        let d = right.count
        var x = right
        for step in 0..<d {
            let i = isTransposed ? d - 1 - step : step
            let known = isTransposed ? Array(i + 1..<d) : Array(0..<i)
            for j in known { x[i] -= (isTransposed ? triangle[j * d + i] : triangle[i * d + j]) * x[j] }
            x[i] /= triangle[i * d + i]
        }
        return x
    }
}
