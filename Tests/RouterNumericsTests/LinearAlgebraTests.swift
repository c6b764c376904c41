import RouterCore
import RouterNumerics
import Testing

@Suite("Dense linear algebra")
struct LinearAlgebraTests {
    /// Shapes `(rows, columns)`: empty in either way, the smallest, and around the kernels' block sizes.
    static let shapes = [(0, 0), (0, 3), (3, 0), (1, 1), (1, 7), (7, 1), (3, 7), (8, 64), (33, 257), (130, 65)]

    @Test("A x + b agrees with the plain loops", arguments: shapes)
    func affine(m: Int, d: Int) {
        let seed = UInt64(1_000 * m + d)
        var random = SplitMix64(seed: seed)
        let (a, x, b) = (random.floats(m * d), random.floats(d), random.floats(m))
        let fast = LinearAlgebra.affine(a, x, plus: b)
        let plain = LinearAlgebraReference.affine(a, x, plus: b)
        // Each order of summation errs by at most γ(d+1) Σ|terms| (Higham 2002, section 3.1), every |term| ≤ 1.
        let bound = 2 * Float(d + 2) * Float(d + 1) * (.ulpOfOne / 2)
        #expect(fast.count == m)
        for (got, want) in zip(fast, plain) { #expect(abs(got - want) <= bound, "seed \(seed)") }
    }

    @Test(
        "squared lengths agree with the plain loops",
        arguments: [(0, 4), (4, 0), (1, 1), (3, 1), (1, 9), (5, 56), (29, 33)])
    func squaredLengths(count: Int, d: Int) {
        let seed = UInt64(1_000 * count + d)
        var random = SplitMix64(seed: seed)
        let (factors, x) = (random.floats(count * d * d), random.floats(d))
        let fast = LinearAlgebra.squaredLengths(factors, x, count: count)
        let plain = LinearAlgebraReference.squaredLengths(factors, x, count: count)
        // A product is at most d and errs by γ(d)·d; its square errs by twice the product times that; d squares are added.
        let n = Float(d)
        let bound = 2 * (2 * (n + 2) * n * n * n + (n + 2) * n * n * n) * (.ulpOfOne / 2)
        #expect(fast.count == count)
        for (got, want) in zip(fast, plain) {
            #expect(got >= 0)
            #expect(abs(got - want) <= bound, "seed \(seed)")
        }
    }

    @Test("AᵀA is added to both triangles as the plain loops do", arguments: shapes)
    func gram(rows: Int, d: Int) {
        let seed = UInt64(1_000 * rows + d)
        var random = SplitMix64(seed: seed)
        let a = random.doubles(rows * d)
        let start = random.positiveDefinite(d).map { $0 / Double(4 * d) }
        var (fast, plain) = (start, start)
        LinearAlgebra.addGram(of: a, rows: rows, to: &fast)
        LinearAlgebraReference.addGram(of: a, rows: rows, to: &plain)
        let bound = 2 * Double(rows + 2) * Double(rows + 1) * (.ulpOfOne / 2)
        for (got, want) in zip(fast, plain) { #expect(abs(got - want) <= bound, "seed \(seed)") }
        for i in 0..<d { for j in 0..<i where rows > 0 { #expect(fast[i * d + j] == fast[j * d + i]) } }
    }

    @Test("AᵀB is added as the plain loops do", arguments: shapes, [0, 1, 5])
    func transposedProduct(shape: (rows: Int, d: Int), k: Int) {
        let seed = UInt64(1_000 * shape.rows + 10 * shape.d + k)
        var random = SplitMix64(seed: seed)
        let (a, b) = (random.doubles(shape.rows * shape.d), random.doubles(shape.rows * k))
        let start = random.doubles(shape.d * k)
        var (fast, plain) = (start, start)
        LinearAlgebra.addTransposedProduct(a, b, rows: shape.rows, to: &fast)
        LinearAlgebraReference.addTransposedProduct(a, b, rows: shape.rows, to: &plain)
        let bound = 2 * Double(shape.rows + 2) * Double(shape.rows + 1) * (.ulpOfOne / 2)
        for (got, want) in zip(fast, plain) { #expect(abs(got - want) <= bound, "seed \(seed)") }
    }

    @Test("the library says its version, its kernel and at least one thread")
    func library() {
        let library = LinearAlgebra.library
        #expect(library.configuration.hasPrefix("OpenBLAS"))
        #expect(library.configuration.last != " ")
        #expect(!library.kernel.isEmpty)
        #expect(library.threadCount >= 1)
    }
}
