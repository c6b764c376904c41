import Foundation
import RouterCore
import RouterNumerics
import Testing

@Suite("Cholesky factors")
struct CholeskyTests {
    @Test("a system is solved as by elimination", arguments: [1, 2, 5, 16, 57], [1, 3])
    func solves(d: Int, columns: Int) throws {
        let seed = UInt64(100 * d + columns)
        var random = SplitMix64(seed: seed)
        let (m, b) = (random.positiveDefinite(d), random.doubles(d * columns))
        let fast = try LinearAlgebra.Cholesky(m).solve(b, columns: columns)
        let plain = LinearAlgebraReference.solve(m, b, columns: columns)
        // Both are backward stable: |Δx| ≤ 2·(3d+1)·ε·cond·|x| (Higham 2002, theorem 10.4; pivot growth of a matrix as
        // dominant as this one is below 2), cond ≤ (d + d²)/d = d + 1 and |x| ≤ √d/d.
        let n = Double(d)
        let bound = 4 * (3 * n + 1) * .ulpOfOne * (n + 1) * max(1, n.squareRoot()) / n * n.squareRoot()
        for (got, want) in zip(fast, plain) { #expect(abs(got - want) <= bound, "seed \(seed)") }
    }

    @Test("the inverse's factor F satisfies FᵀF M = I", arguments: [1, 2, 7, 40])
    func inverseFactor(d: Int) throws {
        let seed = UInt64(d)
        var random = SplitMix64(seed: seed)
        let m = random.positiveDefinite(d)
        let f = try LinearAlgebra.Cholesky(m).inverseFactor()
        var inverse = [Double](repeating: 0, count: d * d)
        LinearAlgebraReference.addGram(of: f, rows: d, to: &inverse)
        for i in 0..<d {
            for j in 0..<d {
                let entry = (0..<d).reduce(0.0) { $0 + inverse[i * d + $1] * m[$1 * d + j] }
                // Three products of length d, each at most cond = d + 1 in size.
                let bound = 3 * Double(d + 2) * Double(d + 1) * Double(d) * .ulpOfOne
                #expect(abs(entry - (i == j ? 1 : 0)) <= bound, "seed \(seed)")
            }
        }
    }

    @Test("the lower triangle times its transpose is the matrix", arguments: [0, 1, 2, 7, 40])
    func lowerTriangle(d: Int) throws {
        let seed = UInt64(d)
        var random = SplitMix64(seed: seed)
        let m = random.positiveDefinite(d)
        let l = try LinearAlgebra.Cholesky(m).lowerTriangle
        #expect(l.count == d * d)
        for i in 0..<d {
            for j in 0..<d {
                if j > i { #expect(l[i * d + j] == 0, "seed \(seed)") }
                let entry = (0..<d).reduce(0.0) { $0 + l[i * d + $1] * l[j * d + $1] }
                // |LLᵀ − M| ≤ (d+1)·ε·|L||Lᵀ| (Higham 2002, theorem 10.3), rows of L have squares of at most 2d; the same again here.
                #expect(abs(entry - m[i * d + j]) <= 2 * Double(d + 1) * 2 * Double(d) * .ulpOfOne, "seed \(seed)")
            }
        }
    }

    @Test(
        "a matrix that is not positive definite is refused, with the order of the minor that is at fault",
        arguments: [([-1.0], 1), ([0], 1), ([1, 2, 2, 1], 2), ([1, 0, 0, 0, 1, 0, 0, 0, -1], 3), ([4, 2, 2, 1], 2)])
    func notPositiveDefinite(matrix: [Double], order: Int) throws {
        let error = try #require(throws: LinearAlgebra.NotPositiveDefinite.self) {
            _ = try LinearAlgebra.Cholesky(matrix)
        }
        #expect(error.order == order)
    }

    @Test("numbers that are not finite are refused", arguments: [Double.nan, .infinity, -.infinity], [0, 1, 3, 4, 8])
    func notFinite(value: Double, at place: Int) {
        var matrix: [Double] = [4, 1, 1, 1, 4, 1, 1, 1, 4]
        matrix[place] = value
        matrix[place % 3 * 3 + place / 3] = value
        #expect(throws: LinearAlgebra.NotPositiveDefinite.self) { _ = try LinearAlgebra.Cholesky(matrix) }
    }

    @Test("the empty system has the empty solution")
    func empty() throws {
        let factor = try LinearAlgebra.Cholesky([])
        #expect(factor.solve([]).isEmpty)
        #expect(factor.inverseFactor().isEmpty)
    }

    @Test("inverses are NumPy's", arguments: EigenGolden.all)
    func matchesNumPy(golden: EigenGolden) throws {
        let d = golden.order
        let f = try LinearAlgebra.Cholesky(golden.matrix).inverseFactor()
        var inverse = [Double](repeating: 0, count: d * d)
        LinearAlgebraReference.addGram(of: f, rows: d, to: &inverse)
        let (largest, smallest) = (golden.values[0], golden.values[d - 1])
        // Relative error d²·ε·cond in the norm, for us and as much for NumPy; the norm of the inverse is 1/smallest.
        let bound = 4 * Double(d * d) * .ulpOfOne * largest / smallest / smallest
        for (got, want) in zip(inverse, golden.inverse) { #expect(abs(got - want) <= bound) }
    }

    @Test("the logarithm of the determinant is the sum of those of the eigenvalues", arguments: [1, 2, 7, 40])
    func logDeterminant(d: Int) throws {
        let seed = UInt64(d)
        var random = SplitMix64(seed: seed)
        let m = random.positiveDefinite(d)
        let want = LinearAlgebra.symmetricEigen(m).values.reduce(0) { $0 + log($1) }
        // Eigenvalues lie in d … d + d² and err by d·ε of the largest, so that each logarithm errs by d·ε·(d + 1).
        let bound = 2 * Double(d) * Double(d) * Double(d + 1) * .ulpOfOne + Double(d) * 8 * .ulpOfOne
        #expect(abs(try LinearAlgebra.Cholesky(m).logDeterminant - want) <= 4 * bound, "seed \(seed)")
        #expect(try LinearAlgebra.Cholesky([4]).logDeterminant == 2 * log(2))
    }
}
