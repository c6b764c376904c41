import RouterCore
import RouterNumerics
import Testing

@Suite("Symmetric eigenvectors")
struct SymmetricEigenTests {
    @Test("the golden decompositions are there")
    func goldensAreThere() { #expect(EigenGolden.all.map(\.order) == [1, 2, 3, 8, 24]) }

    @Test("values descend, vectors are orthonormal and put the matrix together again", arguments: [1, 2, 3, 10, 64])
    func reconstructs(d: Int) {
        let seed = UInt64(d)
        var random = SplitMix64(seed: seed)
        let m = random.positiveDefinite(d)
        let (values, vectors) = LinearAlgebra.symmetricEigen(m)
        #expect(zip(values, values.dropFirst()).allSatisfy(>=), "seed \(seed)")
        // Orthonormal to p(d)·ε, backward error p(d)·ε·‖M‖ (LAPACK Users' Guide, section 4.7), p(d) = 10 d here.
        let bound = 10 * Double(d) * .ulpOfOne
        for i in 0..<d {
            for j in 0..<d {
                let dot = (0..<d).reduce(0.0) { $0 + vectors[i * d + $1] * vectors[j * d + $1] }
                #expect(abs(dot - (i == j ? 1 : 0)) <= bound, "seed \(seed)")
                let entry = (0..<d).reduce(0.0) { $0 + values[$1] * vectors[$1 * d + i] * vectors[$1 * d + j] }
                #expect(abs(entry - m[i * d + j]) <= bound * values[0], "seed \(seed)")
            }
        }
    }

    @Test("the largest component of each vector is positive", arguments: UInt64(1)...10)
    func signRule(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let d = 12
        let vectors = LinearAlgebra.symmetricEigen(random.positiveDefinite(d)).vectors
        for index in 0..<d {
            let vector = vectors[index * d..<(index + 1) * d]
            #expect((vector.max { abs($0) < abs($1) } ?? 0) > 0, "seed \(seed)")
        }
    }

    @Test("values and vectors are NumPy's", arguments: EigenGolden.all)
    func matchesNumPy(golden: EigenGolden) {
        let (values, vectors) = LinearAlgebra.symmetricEigen(golden.matrix)
        let error = 20 * Double(golden.order) * .ulpOfOne * golden.values[0]
        for (got, want) in zip(values, golden.values) { #expect(abs(got - want) <= error) }
        // A vector turns by at most the backward error over the gap to the next value (Davis & Kahan 1970).
        for (got, want) in zip(vectors, golden.vectors) { #expect(abs(got - want) <= 2 * error / golden.gap) }
    }

    @Test("the empty matrix has no vectors, a matrix with negative values keeps them")
    func edges() {
        #expect(LinearAlgebra.symmetricEigen([]).values.isEmpty)
        let (values, vectors) = LinearAlgebra.symmetricEigen([-3, 0, 0, 2])
        #expect(values == [2, -3])
        #expect(vectors == [0, 1, 1, 0])
    }
}
